import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import {
  type Admission,
  type AdmissionLimits,
  admissionAfter,
  retryAfterSeconds,
} from '../domain/admission.ts';
import type { BacklogGauge } from '../ports.ts';

export interface AdmissionParts {
  readonly backlogs: BacklogGauge;
  readonly limits: AdmissionLimits;
  readonly sampleEveryMs: number;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly logger: Logger;
}

/** What an older sample says is not true any more: then everything is admitted, and Kafka's own checks remain. */
const SAMPLE_TRUSTED_MS = 10_000;
/** With fewer requests between two samples, the share that was aimed at says more than the one that passed. */
const TELLING_REQUESTS = 20;
/** Sums of shares are not exact. */
const ROUNDING = 1e-9;

/** Admits the share of requests that the groups downstream can take, evenly: no luck, no bursts. */
export class AdmissionControl {
  readonly #parts: AdmissionParts;
  readonly #stopping = new AbortController();
  #admission: Admission | undefined;
  #credit = 0;
  #offered = 0;
  #admitted = 0;
  #sampling: Promise<void> = Promise.resolve();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#sampling = this.#sampleRegularly();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#sampling;
  }

  /** Undefined when the request may go on; else the seconds after which to come again. */
  admit(): number | undefined {
    this.#offered += 1;
    this.#credit += this.share();
    if (this.#credit < 1 - ROUNDING) return this.#waitSeconds();
    this.#credit = Math.max(0, this.#credit - 1);
    this.#admitted += 1;
    return undefined;
  }

  /** The share that is admitted now. */
  share(): number {
    return this.latest()?.share ?? 1;
  }

  /** What the latest sample led to; undefined when there is none that can be trusted. */
  latest(): Admission | undefined {
    const { nowMs } = this.#parts;
    return this.#admission && nowMs() - this.#admission.atMs <= SAMPLE_TRUSTED_MS
      ? this.#admission
      : undefined;
  }

  async sample(): Promise<void> {
    const { backlogs, limits, nowMs } = this.#parts;
    // A sample is as old as the question: an answer that was long in coming says little about now.
    const atMs = nowMs();
    const read = await backlogs.read();
    const isTelling = this.#offered >= TELLING_REQUESTS;
    const passedShare = isTelling ? this.#admitted / this.#offered : this.share();
    this.#offered = 0;
    this.#admitted = 0;
    this.#admission = admissionAfter(this.#admission, { atMs, backlogs: read, passedShare }, limits);
  }

  #waitSeconds(): number {
    const { limits, random } = this.#parts;
    return retryAfterSeconds({ flows: this.#admission?.flows ?? {} }, limits, random());
  }

  async #sampleRegularly(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.sample().catch((error: unknown) =>
        this.#parts.logger.warn('the backlogs could not be read', { error }),
      );
      await sleep(this.#parts.sampleEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
