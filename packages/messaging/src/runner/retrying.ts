import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFields, Logger } from '@wanderluxe/runtime';
import type { Identify } from './consumer-options.ts';
import { aboutOf, type Item } from './item.ts';
import type { AlarmedStep, ConsumerMetrics } from './metrics.ts';
import { failureClassOf, type Recovery, recover } from './recovery.ts';
import { Waits } from './waits.ts';

/** How trying a step ended. `handed-back`: the process stops first, so the records are delivered again elsewhere. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'one-by-one' }
  | { readonly kind: 'handed-back' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly attempts: number };

export interface StepContext {
  readonly handler: string;
  readonly records: number;
  /** The lone record that it is about; its log lines name it. */
  readonly about?: Item | undefined;
  /** Called before a lone record is tried again for a reason of its own: others need not wait for it. */
  readonly onSetAside?: () => void;
  /** What to call the step when a person is called because it goes on failing; nobody is without. */
  readonly alarmAs?: AlarmedStep;
}

/** Every so many attempts in vain a person is called; the step is tried on. About every half minute at the longest delay. */
export const ALARM_ATTEMPTS = 10;

/** Tries a step as the recovery policy says. */
export class Retrying {
  readonly waits = new Waits();
  readonly #stop = new AbortController();
  readonly #logger: Logger;
  readonly #metrics: ConsumerMetrics;
  readonly #random: () => number;
  readonly #alarmAttempts: number;
  readonly #identify: Identify | undefined;

  constructor(
    logger: Logger,
    metrics: ConsumerMetrics,
    random: () => number,
    alarmAttempts = ALARM_ATTEMPTS,
    identify?: Identify,
  ) {
    this.#logger = logger;
    this.#metrics = metrics;
    this.#random = random;
    this.#alarmAttempts = alarmAttempts;
    this.#identify = identify;
  }

  /** From now on a step that fails is not tried again. */
  stop(): void {
    this.#stop.abort();
  }

  get stopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async run(step: () => Promise<void>, context: StepContext): Promise<Ending> {
    const failures = { away: 0, unreadable: 0, conflict: 0, own: 0 };
    for (;;) {
      try {
        await step();
        return { kind: 'done' };
      } catch (error) {
        failures[failureClassOf(error)] += 1;
        const attempt = failures[failureClassOf(error)];
        const recovery = this.#recoveryFor(error, attempt, context);
        if (recovery.kind === 'one-by-one') return recovery;
        if (recovery.kind === 'give-up') return { kind: 'failed', error, attempts: attempt };
        if (this.stopping) return { kind: 'handed-back' };
        if (recovery.kind === 'retry') context.onSetAside?.();
        await this.#pause(recovery);
      }
    }
  }

  #recoveryFor(error: unknown, attempt: number, { handler, records, alarmAs, about }: StepContext): Recovery {
    const recovery = recover({ error, attempt, batchSize: records, random: this.#random() });
    this.#metrics.failed(handler, recovery.kind);
    const level = recovery.kind === 'give-up' ? 'error' : 'warn';
    const fields = { ...(about && aboutOf(about, this.#identify)), handler, attempt, error };
    this.#logger[level]('a step failed', { ...fields, records, recovery: recovery.kind });
    if (alarmAs && attempt % this.#alarmAttempts === 0) this.#alarm(handler, alarmAs, fields);
    return recovery;
  }

  #alarm(handler: string, step: AlarmedStep, fields: LogFields): void {
    this.#metrics.alarm(handler, step);
    this.#logger.error('a step goes on failing: it is tried on, see what keeps it', {
      ...fields,
      step,
    });
  }

  async #pause(recovery: Recovery & { delayMs: number }): Promise<void> {
    const { signal } = this.#stop;
    const pause = () => sleep(recovery.delayMs, undefined, { signal }).catch(() => {});
    await (recovery.kind === 'wait' ? this.waits.during(recovery.dependency, pause) : pause());
  }
}
