import { silentLogger } from '@wanderluxe/runtime';
import type { AdmissionLimits, Backlogs } from '../domain/admission.ts';
import { AdmissionControl } from '../handlers/admission-control.ts';

/** What a simulated day is like; `second` counts from its beginning. */
export interface Day {
  readonly limits: AdmissionLimits;
  /** Requests in a second. */
  readonly offered: (second: number) => number;
  /** Charges that are made at once; with their latency they bound what drains. */
  readonly slots: (second: number) => number;
  readonly latencySeconds: number;
  readonly gateways?: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** What happened in one second, at all gateways together. */
export interface Second {
  readonly admitted: number;
  readonly refused: number;
  readonly drained: number;
  /** At the second's end. */
  readonly lag: number;
}

const STEPS_PER_SECOND = 100;
const COMMIT_EVERY_STEPS = 20;
const PARTITIONS = 12;

/** What is done may lie behind what is not; only the finished prefix is committed. */
interface Partition {
  readonly isDone: boolean[];
  committed: number;
}

interface Charge {
  readonly partition: Partition;
  readonly offset: number;
  readonly endsAtStep: number;
}

/**
 * Real gateways' admission before a payment service that they see through its offsets alone: random arrivals, charges
 * of different length in a bounded number of slots, prefixes committed five times a second, samples once a second.
 */
export class SimulatedDownstream {
  readonly #day: Day;
  readonly #partitions = Array.from({ length: PARTITIONS }, (): Partition => ({ isDone: [], committed: 0 }));
  readonly #gateways: AdmissionControl[];
  readonly #waiting: Omit<Charge, 'endsAtStep'>[] = [];
  #charging: Charge[] = [];
  #step = 0;
  #owed = 0;
  #arrived = 0;
  #admitted = 0;

  constructor(day: Day) {
    this.#day = day;
    this.#gateways = Array.from(
      { length: day.gateways ?? 1 },
      () =>
        new AdmissionControl({
          backlogs: { read: async () => this.#backlogs(), close: async () => undefined },
          limits: day.limits,
          sampleEveryMs: 1_000,
          nowMs: () => (this.#step * 1_000) / STEPS_PER_SECOND,
          random: day.random,
          logger: silentLogger,
        }),
    );
  }

  async run(seconds: number): Promise<Second[]> {
    const history: Second[] = [];
    for (let second = 0; second < seconds; second += 1) history.push(await this.#oneSecond());
    return history;
  }

  async #oneSecond(): Promise<Second> {
    const before = { arrived: this.#arrived, admitted: this.#admitted, done: this.#backlogs().payment.done };
    for (let step = 0; step < STEPS_PER_SECOND; step += 1) await this.#oneStep();
    const { written, done } = this.#backlogs().payment;
    const admitted = this.#admitted - before.admitted;
    const refused = this.#arrived - before.arrived - admitted;
    return { admitted, refused, drained: done - before.done, lag: written - done };
  }

  async #oneStep(): Promise<void> {
    this.#step += 1;
    const second = this.#step / STEPS_PER_SECOND;
    this.#owed += ((0.5 + this.#day.random()) * this.#day.offered(second)) / STEPS_PER_SECOND;
    for (; this.#owed >= 1; this.#owed -= 1) this.#arrive();
    this.#charge(this.#day.slots(second));
    if (this.#step % COMMIT_EVERY_STEPS === 0) this.#partitions.forEach(commit);
    for (const [index, gateway] of this.#gateways.entries()) {
      const offset = Math.floor((index * STEPS_PER_SECOND) / this.#gateways.length);
      if (this.#step % STEPS_PER_SECOND === offset) await gateway.sample();
    }
  }

  #arrive(): void {
    const gateway = this.#gateways[this.#arrived % this.#gateways.length];
    this.#arrived += 1;
    if (gateway?.admit() !== undefined) return;
    this.#admitted += 1;
    const partition = this.#partitions[Math.floor(this.#day.random() * PARTITIONS)] as Partition;
    this.#waiting.push({ partition, offset: partition.isDone.push(false) - 1 });
  }

  #charge(slots: number): void {
    const ended = (charge: Charge) => charge.endsAtStep <= this.#step;
    for (const { partition, offset } of this.#charging.filter(ended)) partition.isDone[offset] = true;
    this.#charging = this.#charging.filter((charge) => !ended(charge));
    for (const next of this.#waiting.splice(0, Math.max(0, slots - this.#charging.length))) {
      const seconds = this.#day.latencySeconds * (0.75 + this.#day.random() / 2);
      this.#charging.push({ ...next, endsAtStep: this.#step + seconds * STEPS_PER_SECOND });
    }
  }

  #backlogs(): Backlogs & { readonly payment: { written: number; done: number } } {
    const sum = (count: (partition: Partition) => number) =>
      this.#partitions.reduce((total, partition) => total + count(partition), 0);
    return {
      payment: { written: sum(({ isDone }) => isDone.length), done: sum(({ committed }) => committed) },
    };
  }
}

function commit(partition: Partition): void {
  while (partition.isDone[partition.committed]) partition.committed += 1;
}
