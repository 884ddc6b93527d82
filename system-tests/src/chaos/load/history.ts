/** One call of a client and what came of it. */
export interface Call {
  readonly what: 'book' | 'cancel' | 'read' | 'availability';
  readonly bookingId: string;
  /** Which of several copies sent at once; a replay counts on. */
  readonly copy: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Null when no answer came. */
  readonly status: number | null;
  /** Of the problem document. */
  readonly code: string | null;
  readonly retryAfter: string | null;
  readonly traceparent: string | null;
  /** Why no answer came. */
  readonly error: string | null;
}

export type Answered = Pick<Call, 'status' | 'code' | 'retryAfter' | 'traceparent' | 'error'>;
