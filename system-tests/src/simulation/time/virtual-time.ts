import { Heap } from './heap.ts';

/** Whoever a timer belongs to. A dead owner's timers never fire, a frozen one's wait until it thaws. */
export interface Owner {
  readonly state: 'running' | 'frozen' | 'dead';
  /** Keeps what became due while it is frozen. */
  hold(run: () => void): void;
}

export interface Timer {
  readonly atMs: number;
  readonly seq: number;
  readonly owner: Owner | undefined;
  /** Null once it is cancelled. */
  run: (() => void) | null;
}

/** The real ones: the simulation replaces what everybody else sees. */
const { nextTick } = process;

/**
 * Time that moves only when nothing is left to do at the present moment, straight to the next timer. Timers of the
 * same moment fire in the order in which they were set.
 */
export class VirtualTime {
  readonly #timers = new Heap<Timer>();
  #nowMs: number;
  #seq = 0;
  #owner: Owner | undefined;
  /** Timers fired. */
  steps = 0;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** Whole milliseconds, as Date.now has it. */
  get nowMs(): number {
    return Math.floor(this.#nowMs);
  }

  get exactNowMs(): number {
    return this.#nowMs;
  }

  /** Whose code is running: timers that it sets are its own. */
  get owner(): Owner | undefined {
    return this.#owner;
  }

  after(delayMs: number, owner: Owner | undefined, run: () => void): Timer {
    this.#seq += 1;
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), seq: this.#seq, owner, run };
    this.#timers.push(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    timer.run = null;
  }

  /** Runs code as its owner, or keeps or drops it as the owner's state demands. */
  runAs(owner: Owner | undefined, run: () => void): void {
    if (owner?.state === 'dead') return;
    if (owner?.state === 'frozen') {
      owner.hold(run);
      return;
    }
    this.#owner = owner;
    run();
  }

  /**
   * Fires timers one by one until the condition holds; between two of them everything that is ready runs to its end.
   * @throws Error when there is no timer left, or more were fired than a run may take.
   */
  drive(done: () => boolean, maxSteps: number): Promise<void> {
    const lastStep = this.steps + maxSteps;
    return new Promise((resolve, reject) => {
      // All microtasks run before the next tick: what a timer set going has come to rest by then.
      const soon = (): void => queueMicrotask(() => nextTick(step));
      const step = (): void => {
        try {
          if (this.steps >= lastStep) throw new Error(`no end after ${maxSteps} steps`);
          if (done()) {
            resolve();
            return;
          }
          this.#fireNext();
          soon();
        } catch (error) {
          reject(error);
        }
      };
      soon();
    });
  }

  #fireNext(): void {
    const timer = this.#timers.pop();
    if (!timer) throw new Error('nothing is left to happen');
    const { run, owner, atMs } = timer;
    if (run === null || owner?.state === 'dead') return;
    this.#nowMs = Math.max(this.#nowMs, atMs);
    this.steps += 1;
    this.runAs(owner, run);
  }
}
