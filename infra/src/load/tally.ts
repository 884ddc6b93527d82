import type { AnswerCode } from './gateway.ts';
import { Latency } from './latency.ts';
import type { Outcome, OutcomeKind } from './outcomes.ts';

const SENT = 1;
const ACCEPTED = 2;
const bits: Readonly<Record<OutcomeKind, number>> = { CONFIRMED: 4, FAILED: 8, CANCELLED: 16 };
const ENDED = bits.CONFIRMED | bits.FAILED | bits.CANCELLED;

/** Latencies of one second or of one run. */
export class Latencies {
  /** From the intended send to the 202. */
  readonly accept = new Latency();
  /** From the intended send to the first outcome. */
  readonly endToEnd = new Latency();

  reset(): void {
    this.accept.reset();
    this.endToEnd.reset();
  }
}

/** Counts since the beginning. */
export interface Counts {
  sent: number;
  accepted: number;
  /** Answers that are no acceptance of a first sending. */
  refused: number;
  /** Accepted bookings with an outcome. */
  completed: number;
}

/**
 * What became of every booking of a run. Times are milliseconds of performance.now, and latencies count from the
 * moment at which a request was to be sent: a driver or a server that is late makes them longer, never fewer.
 */
export class Tally {
  readonly counts: Counts = { sent: 0, accepted: 0, refused: 0, completed: 0 };
  readonly answers = new Map<AnswerCode, number>();
  readonly repeated = new Map<AnswerCode, number>();
  readonly cancellations = new Map<AnswerCode, number>();
  readonly outcomes: Record<OutcomeKind, number> = { CONFIRMED: 0, FAILED: 0, CANCELLED: 0 };
  readonly reasons = new Map<string, number>();
  readonly measured = new Latencies();
  /** Emptied by whoever reads it. */
  readonly interval = new Latencies();
  /** Of the measured bookings: at the hot property, and at all others. */
  readonly hot = new Latency();
  readonly others = new Latency();
  readonly acceptToOutcome = new Latency();
  /** How late requests were sent: the driver's own fault. */
  readonly lateness = new Latency();
  /** Bookings that were told to be confirmed and failed, both. */
  contradictory = 0;
  /** Sent and not answered yet. */
  unanswered = 0;
  readonly #intendedMs: Float64Array;
  readonly #acceptedMs: Float64Array;
  readonly #state: Uint8Array;
  readonly #isMeasured: (intendedMs: number) => boolean;

  constructor(total: number, isMeasured: (intendedMs: number) => boolean) {
    this.#intendedMs = new Float64Array(total);
    this.#acceptedMs = new Float64Array(total);
    this.#state = new Uint8Array(total);
    this.#isMeasured = isMeasured;
  }

  sent(booking: number, intendedMs: number, nowMs: number): void {
    this.#state[booking]! |= SENT;
    this.#intendedMs[booking] = intendedMs;
    this.counts.sent += 1;
    this.unanswered += 1;
    if (this.#isMeasured(intendedMs)) this.lateness.record(nowMs - intendedMs);
  }

  answered(booking: number, code: AnswerCode, nowMs: number): void {
    this.unanswered -= 1;
    count(this.answers, code);
    if (code !== '202') {
      this.counts.refused += 1;
      return;
    }
    const intendedMs = this.#intendedMs[booking]!;
    this.#state[booking]! |= ACCEPTED;
    this.#acceptedMs[booking] = nowMs;
    this.counts.accepted += 1;
    if (this.#state[booking]! & ENDED) this.counts.completed += 1;
    this.interval.accept.record(nowMs - intendedMs);
    if (this.#isMeasured(intendedMs)) this.measured.accept.record(nowMs - intendedMs);
  }

  sentAgain(): void {
    this.counts.sent += 1;
    this.unanswered += 1;
  }

  answeredAgain(code: AnswerCode): void {
    this.unanswered -= 1;
    count(this.repeated, code);
  }

  cancelled(code: AnswerCode): void {
    count(this.cancellations, code);
  }

  heard(booking: number, { kind, reason, atMs }: Outcome, atHot: boolean): void {
    const before = this.#state[booking] ?? 0;
    if (!(before & SENT) || before & bits[kind]) return;
    this.#state[booking] = before | bits[kind];
    this.outcomes[kind] += 1;
    if (kind === 'FAILED') count(this.reasons, reason ?? 'unknown');
    if (kind !== 'CANCELLED' && before & (bits.CONFIRMED | bits.FAILED)) this.contradictory += 1;
    if (before & ENDED) return;
    if (before & ACCEPTED) this.counts.completed += 1;
    if (atMs !== null) this.#time(booking, atMs, atHot);
  }

  #time(booking: number, atMs: number, atHot: boolean): void {
    const intendedMs = this.#intendedMs[booking]!;
    this.interval.endToEnd.record(atMs - intendedMs);
    if (!this.#isMeasured(intendedMs)) return;
    this.measured.endToEnd.record(atMs - intendedMs);
    (atHot ? this.hot : this.others).record(atMs - intendedMs);
    if (this.#state[booking]! & ACCEPTED) this.acceptToOutcome.record(atMs - this.#acceptedMs[booking]!);
  }

  /** Accepted bookings without an outcome. */
  get backlog(): number {
    return this.counts.accepted - this.counts.completed;
  }

  /** Numbers of accepted bookings without an outcome, at most `limit`. */
  unsettled(limit: number): number[] {
    const found: number[] = [];
    for (let booking = 0; booking < this.#state.length && found.length < limit; booking += 1)
      if (this.#state[booking]! & ACCEPTED && !(this.#state[booking]! & ENDED)) found.push(booking);
    return found;
  }
}

const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
