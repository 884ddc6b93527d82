import { Counter, Gauge, type Registry } from 'prom-client';

/** Sets gauges to what something outside the process says; may throw, and is called again later. */
export type Reading = () => Promise<void>;

/** Has a reading taken at once and then on a period. */
export type Sample = (name: string, read: Reading) => void;

interface Entry {
  readonly name: string;
  readonly read: Reading;
  isBusy: boolean;
}

/**
 * Takes readings on a period of its own, so that what they cost does not depend on who scrapes and how often, and a
 * database that is away keeps no scrape waiting. A reading that has not ended is not begun again.
 */
export class Sampler {
  readonly #everyMs: number;
  readonly #entries: Entry[] = [];
  readonly #lastTaken: Gauge<'sample'>;
  readonly #failures: Counter<'sample'>;
  #timer: NodeJS.Timeout | undefined;

  constructor(registry: Registry, everyMs: number) {
    this.#everyMs = everyMs;
    const registers = [registry];
    this.#lastTaken = new Gauge({
      name: 'wl_sampled_timestamp_seconds',
      help: 'When gauges that are read on a period were last read: what is older is not known.',
      labelNames: ['sample'],
      registers,
    });
    this.#failures = new Counter({
      name: 'wl_sample_failures_total',
      help: 'Readings of gauges that failed.',
      labelNames: ['sample'],
      registers,
    });
  }

  readonly sample: Sample = (name, read) => {
    const entry = { name, read, isBusy: false };
    this.#entries.push(entry);
    if (this.#timer) void this.#take(entry);
  };

  start(): void {
    this.#timer = setInterval(() => this.#takeAll(), this.#everyMs).unref();
    this.#takeAll();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #takeAll(): void {
    for (const entry of this.#entries) if (!entry.isBusy) void this.#take(entry);
  }

  async #take(entry: Entry): Promise<void> {
    const { name: sample } = entry;
    entry.isBusy = true;
    try {
      await entry.read();
      this.#lastTaken.setToCurrentTime({ sample });
    } catch {
      this.#failures.inc({ sample });
    } finally {
      entry.isBusy = false;
    }
  }
}
