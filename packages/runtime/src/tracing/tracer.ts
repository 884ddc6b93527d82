import { childOf, firstStep, formatTraceparent, parseTraceparent } from './traceparent.ts';

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A step that is over. Times are epoch milliseconds, with fractions. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  /** Its own context: what was handed on. */
  readonly traceparent: string;
  /** Absent for the first step of a trace, and for one whose cause is not known any more. */
  readonly parent?: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes?: SpanAttributes | undefined;
  /** The class of what went wrong; its message may quote data and is left out. */
  readonly errorClass?: string | undefined;
}

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** The traceparent of its cause; without a valid one it is a first step. */
  readonly parent: string | undefined;
  /** The trace of a first step; without it a new trace begins. */
  readonly traceId?: string | undefined;
  readonly attributes?: SpanAttributes | undefined;
}

/** A step under way. Ended once, it is recorded; one that is never ended is not. */
export interface OpenSpan {
  /** To hand on to whatever it causes. */
  readonly traceparent: string;
  /** What became known of it since it began. */
  set(attributes: SpanAttributes): void;
  fail(error: unknown): void;
  end(): void;
}

/**
 * Records the steps of traces. Contexts are handed on as strings, from call to call, with or without a recorder: so
 * nothing is kept for a record when nothing is recorded.
 */
export interface Tracer {
  /** False when `open` and `record` do nothing: whoever would have to prepare for them need not. */
  readonly recording: boolean;
  /** Undefined when the step is not recorded: hand on the parent's context then. */
  open(start: SpanStart): OpenSpan | undefined;
  /** A step whose context was settled before it was recorded. */
  record(span: FinishedSpan): void;
  /** Sends what is left, within a bound. */
  stop(): Promise<void>;
}

export const noTracer: Tracer = {
  recording: false,
  open: () => undefined,
  record() {},
  stop: async () => {},
};

/** Epoch milliseconds that do not jump when the clock is set. */
export const spanNowMs = (): number => performance.timeOrigin + performance.now();

export const errorClassOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Records what is sampled into the sink. */
export function recordingTracer(
  sink: (span: FinishedSpan) => void,
  stop = async (): Promise<void> => {},
  nowMs = spanNowMs,
): Tracer {
  const record = (span: FinishedSpan): void => {
    if (parseTraceparent(span.traceparent)?.sampled) sink(span);
  };
  return {
    recording: true,
    open(start) {
      const cause = parseTraceparent(start.parent);
      if (cause && !cause.sampled) return undefined;
      const own = cause ? formatTraceparent(childOf(cause)) : firstStep(start.traceId);
      return opened(start, own, record, nowMs);
    },
    record,
    stop,
  };
}

function opened(
  { name, kind, parent, attributes }: SpanStart,
  traceparent: string,
  record: (span: FinishedSpan) => void,
  nowMs: () => number,
): OpenSpan {
  const startMs = nowMs();
  let all = attributes;
  let errorClass: string | undefined;
  let isOpen = true;
  return {
    traceparent,
    set(more) {
      all = { ...all, ...more };
    },
    fail(error) {
      errorClass = errorClassOf(error);
    },
    end() {
      if (!isOpen) return;
      isOpen = false;
      record({ name, kind, traceparent, parent, startMs, endMs: nowMs(), attributes: all, errorClass });
    },
  };
}

/** Does the work within a step; what it is given to hand on is the step's context or, when it is not recorded, the parent's. */
export async function inSpan<T>(
  tracer: Tracer,
  start: SpanStart,
  work: (traceparent: string) => Promise<T>,
): Promise<T> {
  const span = tracer.open(start);
  try {
    return await work(span?.traceparent ?? start.parent ?? firstStep(start.traceId));
  } catch (error) {
    span?.fail(error);
    throw error;
  } finally {
    span?.end();
  }
}
