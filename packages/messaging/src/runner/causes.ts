import { formatTraceparent, parseTraceparent } from '@wanderluxe/runtime';
import type { Identified, Outgoing, Received } from '../handler.ts';
import type { IncomingRecord } from '../ports.ts';

/** Which record of a batch a trace came with. Nothing is looked at before somebody asks. */
export class Causes {
  readonly #batch: readonly Received<Identified, unknown>[];
  #byTrace: ReadonlyMap<string, string> | undefined;

  constructor(batch: readonly Received<Identified, unknown>[]) {
    this.#batch = batch;
  }

  /**
   * The traceparent of the step that handles the last record of this trace: to hand on to what follows from it.
   * Undefined when the batch has none: the trace was begun by something that was handled earlier.
   */
  of(traceId: string): string | undefined {
    this.#byTrace ??= new Map(this.#batch.flatMap(traced));
    return this.#byTrace.get(traceId);
  }

  /**
   * Events as children of the records that they answer: recorded if those are. Where nothing is recorded and nobody
   * asked for that, they are right as they are.
   */
  carriedOn(events: readonly Outgoing[]): readonly Outgoing[] {
    const matters = this.#batch.some(({ span, record }) => span !== undefined || isUnsampled(record));
    return matters ? events.map((event) => carriedOn(event, (traceId) => this.of(traceId))) : events;
  }
}

/** The event as a child of the step that has its trace, and recorded if that is; without one it stays as it is. */
export function carriedOn(event: Outgoing, stepOf: (traceId: string) => string | undefined): Outgoing {
  const own = parseTraceparent(event.headers.traceparent);
  const parent = own && stepOf(own.traceId);
  const cause = parseTraceparent(parent);
  if (!own || cause?.traceId !== own.traceId) return event;
  const traceparent = formatTraceparent({ ...own, sampled: cause.sampled });
  return { ...event, parent, headers: { ...event.headers, traceparent } };
}

/** The context that a record came with; undefined when it has none. */
export const traceparentIn = ({ headers }: IncomingRecord): string | undefined =>
  headers.traceparent?.toString('latin1');

function traced({ span, record }: Received<Identified, unknown>): [string, string][] {
  const traceparent = span?.traceparent ?? traceparentIn(record);
  const context = parseTraceparent(traceparent);
  return context && traceparent ? [[context.traceId, traceparent]] : [];
}

const LAST_FLAG = 54;
const NINE = 0x39;

/** Whether its trace is not to be recorded, told by one byte: an even hexadecimal digit. */
function isUnsampled({ headers: { traceparent } }: IncomingRecord): boolean {
  const digit = traceparent?.[LAST_FLAG];
  return digit !== undefined && (digit <= NINE ? digit % 2 === 0 : digit % 2 === 1);
}
