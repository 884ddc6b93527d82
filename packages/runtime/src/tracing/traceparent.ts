import { randomUUID } from 'node:crypto';

/** A step of a trace, as the W3C header `traceparent` names it. */
export interface SpanContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** Whether whoever began the trace wants it recorded. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** What a valid traceparent says, else undefined: the caller then begins a trace of its own. */
export function parseTraceparent(header: string | undefined): SpanContext | undefined {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined || version === 'ff')
    return undefined;
  // Version 00 has exactly four fields; a later version may add some.
  if (version === '00' && more !== undefined) return undefined;
  if (isZeros(traceId) || isZeros(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

export const formatTraceparent = ({ traceId, spanId, sampled }: SpanContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** The traceparent of a step in this trace, or in a new one, whose cause is not known: it is recorded. */
export const firstStep = (traceId?: string): string =>
  formatTraceparent({ ...childOf(undefined), ...(traceId === undefined ? {} : { traceId }) });

/** 64 bits of a UUID, none of those that are the same in all. */
function newSpanId(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(-8);
}

/** A new step in the trace of the parent, or in a new trace that is recorded. */
export const childOf = (parent: SpanContext | undefined): SpanContext => ({
  // Not randomBytes, which asks the system each time.
  traceId: parent?.traceId ?? randomUUID().replaceAll('-', ''),
  spanId: newSpanId(),
  sampled: parent?.sampled ?? true,
});

const isZeros = (text: string): boolean => /^0*$/.test(text);
