import type { Accounts, Sample } from '../accounting/accounts.ts';
import type { Counts, Tally } from './tally.ts';

/** A run at one moment: counts since its beginning, latencies of the last second. */
export interface Moment extends Readonly<Counts> {
  /** Since the beginning, in ms. */
  readonly atMs: number;
  /** Accepted bookings without an outcome. */
  readonly backlog: number;
  /** Milliseconds; null when nothing was accepted, or nothing ended. */
  readonly acceptP99Ms: number | null;
  readonly endToEndP50Ms: number | null;
  readonly endToEndP99Ms: number | null;
  /** CPU used since the last moment, in cores. */
  readonly cores: Readonly<Record<string, number>>;
  readonly rssBytes: Readonly<Record<string, number>>;
  /** What the caller watches. */
  readonly watched: Readonly<Record<string, number>>;
}

/** One end of the measured time. */
export interface Edge {
  readonly sample: Sample;
  readonly accepted: number;
  readonly completed: number;
}

export interface TimelineOptions {
  readonly watch?: () => Promise<Readonly<Record<string, number>>>;
  readonly onMoment?: (moment: Moment) => void;
}

const EVERY_MS = 1_000;

/** Looks at a run once a second. */
export class Timeline {
  readonly moments: Moment[] = [];
  readonly #tally: Tally;
  readonly #accounts: Accounts;
  readonly #options: TimelineOptions;
  #beganMs = 0;
  #last: Sample | undefined;
  #watched: Readonly<Record<string, number>> = {};
  #timer: NodeJS.Timeout | undefined;

  constructor(tally: Tally, accounts: Accounts, options: TimelineOptions) {
    this.#tally = tally;
    this.#accounts = accounts;
    this.#options = options;
  }

  /** Answers what it saw at each of the edges, which are ms since `beganMs`. */
  start(beganMs: number, edgesMs: readonly number[]): Promise<Edge[]> {
    this.#beganMs = beganMs;
    this.#last = this.#accounts.sample();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    return Promise.all(edgesMs.map((edgeMs) => this.#edgeAt(edgeMs)));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The last moment: what came since the one before is in it. */
  end(): void {
    this.stop();
    this.#look();
  }

  #edgeAt(edgeMs: number): Promise<Edge> {
    return new Promise((resolve) => {
      setTimeout(
        () => {
          const { accepted, completed } = this.#tally.counts;
          resolve({ sample: this.#accounts.sample(), accepted, completed });
        },
        Math.max(0, this.#beganMs + edgeMs - performance.now()),
      );
    });
  }

  #look(): void {
    const { counts, backlog, interval } = this.#tally;
    const sample = this.#accounts.sample();
    const { accept, endToEnd } = interval;
    const moment: Moment = {
      ...counts,
      atMs: sample.atMs - this.#beganMs,
      backlog,
      acceptP99Ms: accept.count ? accept.at(99) : null,
      endToEndP50Ms: endToEnd.count ? endToEnd.at(50) : null,
      endToEndP99Ms: endToEnd.count ? endToEnd.at(99) : null,
      cores: coresBetween(this.#last ?? sample, sample),
      rssBytes: Object.fromEntries(
        Object.entries(sample.components).map(([name, { rssBytes }]) => [name, rssBytes]),
      ),
      watched: this.#watched,
    };
    interval.reset();
    this.#last = sample;
    this.moments.push(moment);
    this.#options.onMoment?.(moment);
    // What is watched is shown with the next moment: nothing here may wait.
    void this.#options.watch?.().then(
      (watched) => {
        this.#watched = watched;
      },
      () => {},
    );
  }
}

function coresBetween(from: Sample, to: Sample): Record<string, number> {
  const elapsedMs = Math.max(1, to.atMs - from.atMs);
  const cores = Object.entries(to.components).map(
    ([name, { cpuMs }]) => [name, (cpuMs - (from.components[name]?.cpuMs ?? 0)) / elapsedMs] as const,
  );
  return { ...Object.fromEntries(cores), driver: (to.ownCpuMs - from.ownCpuMs) / elapsedMs };
}
