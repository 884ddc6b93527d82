import type { ServiceName } from '@wanderluxe/schemas';
import type { Owner, VirtualTime } from '../time/virtual-time.ts';

/** A process of a service: what runs in it stops at once when it is killed, and stands still while it is frozen. */
export class Process implements Owner {
  readonly service: ServiceName;
  readonly name: string;
  readonly #time: VirtualTime;
  #state: Owner['state'] = 'running';
  #held: (() => void)[] = [];
  #onDeath = new Set<() => void>();

  constructor(time: VirtualTime, service: ServiceName, name: string) {
    this.#time = time;
    this.service = service;
    this.name = name;
  }

  get state(): Owner['state'] {
    return this.#state;
  }

  /** Runs something in this process, after a while. */
  after(delayMs: number, run: () => void): void {
    this.#time.after(delayMs, this, run);
  }

  /** Nothing in it ever goes on; what it had asked for may still happen. */
  kill(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    this.#held = [];
    for (const run of this.#onDeath) run();
    this.#onDeath.clear();
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** Everything that became due meanwhile happens now, in order. */
  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    for (const run of this.#held.splice(0)) this.after(0, run);
  }

  hold(run: () => void): void {
    this.#held.push(run);
  }

  /** Answers how to withdraw it. */
  onDeath(run: () => void): () => void {
    this.#onDeath.add(run);
    return () => this.#onDeath.delete(run);
  }
}
