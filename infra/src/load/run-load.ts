import { setTimeout as sleep } from 'node:timers/promises';
import { type Accounted, Accounts } from '../accounting/accounts.ts';
import { GatewayConnections } from './gateway.ts';
import { Arrivals, type Mix } from './mix.ts';
import type { HearOutcome, OutcomeSource } from './outcomes.ts';
import { Requests } from './requests.ts';
import { arrivalMs, arrivalsOf, endMs, measuredFromMs, type Schedule } from './schedule.ts';
import { Tally } from './tally.ts';
import { type Edge, type Moment, Timeline, type TimelineOptions } from './timeline.ts';

export interface LoadOptions extends TimelineOptions {
  readonly gatewayUrl: string;
  readonly connections: number;
  /** For an answer; what takes longer counts as none. */
  readonly timeoutMs: number;
  readonly schedule: Schedule;
  readonly mix: Mix;
  readonly runTag: string;
  /** For outcomes, after the last arrival. */
  readonly drainMs: number;
  readonly openOutcomes: (hear: HearOutcome) => Promise<OutcomeSource>;
  /** Whose CPU and memory to account. */
  readonly processes: () => readonly Accounted[];
  /** Called when the first request is about to be sent: the zero of all moments. */
  readonly onBegin?: () => void;
  readonly signal?: AbortSignal;
}

/** What a run left behind, for the report. */
export interface LoadRun {
  readonly schedule: Schedule;
  readonly tally: Tally;
  readonly requests: Requests;
  readonly moments: readonly Moment[];
  /** The measured time's beginning and end. */
  readonly edges: { readonly from: Edge; readonly to: Edge };
  readonly timedBy: string;
  /** From the last arrival to the last outcome; null when some never came. */
  readonly drainedAfterMs: number | null;
}

/** Far less than lies between two arrivals, and more than adding times up loses. */
const ROUNDING_MS = 0.001;
const CANCEL_AFTER_MS = 1_000;
const LOOK_EVERY_MS = 50;

/** Sends a whole schedule, never waiting for an answer before the next request, then waits for outcomes. */
class Driver {
  readonly #options: LoadOptions;
  readonly #requests: Requests;
  readonly #arrivals: Arrivals;
  readonly #tally: Tally;
  readonly #gateway: GatewayConnections;
  readonly #timeline: Timeline;
  #outcomes: OutcomeSource | undefined;
  #beganMs = 0;

  constructor(options: LoadOptions) {
    const { schedule, mix, runTag, gatewayUrl: url } = options;
    const total = arrivalsOf(schedule);
    this.#options = options;
    const today = new Date().toISOString().slice(0, 10);
    this.#requests = new Requests({ ...mix, runTag, today });
    this.#arrivals = new Arrivals(mix, total);
    this.#tally = new Tally(
      total,
      (intendedMs) => intendedMs - this.#beganMs > measuredFromMs(schedule) - ROUNDING_MS,
    );
    this.#gateway = new GatewayConnections({ ...options, url });
    this.#timeline = new Timeline(this.#tally, new Accounts(options.processes), options);
  }

  async run(): Promise<LoadRun> {
    const { schedule, openOutcomes } = this.#options;
    const outcomes = await openOutcomes((outcome) => this.#hear(outcome));
    this.#outcomes = outcomes;
    this.#beganMs = performance.now();
    this.#options.onBegin?.();
    const edges = this.#timeline.start(this.#beganMs, [measuredFromMs(schedule), endMs(schedule)]);
    await this.#sendAll();
    const drainedAfterMs = await this.#drained();
    const [from, to] = (await edges) as [Edge, Edge];
    this.#timeline.end();
    return {
      ...{ schedule, tally: this.#tally, requests: this.#requests, moments: this.#timeline.moments },
      ...{ edges: { from, to }, timedBy: outcomes.timedBy, drainedAfterMs },
    };
  }

  async close(): Promise<void> {
    this.#timeline.stop();
    await Promise.all([this.#gateway.close(), this.#outcomes?.stop()]);
  }

  readonly #hear: HearOutcome = (outcome) => {
    const booking = this.#requests.numberOf(outcome.bookingId);
    if (booking !== undefined) this.#tally.heard(booking, outcome, this.#arrivals.isAtHot(booking));
  };

  /** Everything that is due at each look at the clock: a late look sends at once what has become due meanwhile. */
  async #sendAll(): Promise<void> {
    const { schedule, signal } = this.#options;
    const total = arrivalsOf(schedule);
    for (let number = 0; number < total; ) {
      signal?.throwIfAborted();
      const nowMs = performance.now();
      let dueMs = this.#beganMs + arrivalMs(schedule, number);
      for (; number < total && dueMs <= nowMs; dueMs = this.#beganMs + arrivalMs(schedule, number)) {
        this.#send(number, dueMs);
        number += 1;
      }
      if (number < total) await sleep(Math.max(1, dueMs - performance.now()));
    }
  }

  #send(number: number, intendedMs: number): void {
    const { booking, cancel } = this.#arrivals.next();
    const post = this.#requests.booking(booking, this.#arrivals.propertyOf(booking));
    if (booking < number) {
      this.#tally.sentAgain();
      this.#gateway.post(post, (code) => this.#tally.answeredAgain(code));
      return;
    }
    this.#tally.sent(booking, intendedMs, performance.now());
    this.#gateway.post(post, (code) => {
      this.#tally.answered(booking, code, performance.now());
      if (code === '202') this.#outcomes?.accepted?.(this.#requests.bookingId(booking));
    });
    if (cancel) setTimeout(() => this.#cancel(booking), CANCEL_AFTER_MS);
  }

  #cancel(booking: number): void {
    this.#gateway.post(this.#requests.cancellation(booking), (code) => this.#tally.cancelled(code));
  }

  /** Until everything sent has its answer and every accepted booking its outcome. */
  async #drained(): Promise<number | null> {
    const { drainMs, signal } = this.#options;
    const fromMs = performance.now();
    while (this.#tally.unanswered > 0 || this.#tally.backlog > 0) {
      signal?.throwIfAborted();
      if (performance.now() - fromMs > drainMs) return null;
      await sleep(LOOK_EVERY_MS);
    }
    return performance.now() - fromMs;
  }
}

/** @throws what the signal was aborted with */
export async function runLoad(options: LoadOptions): Promise<LoadRun> {
  const driver = new Driver(options);
  try {
    return await driver.run();
  } finally {
    await driver.close();
  }
}
