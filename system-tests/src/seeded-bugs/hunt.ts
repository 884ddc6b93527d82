import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Summary } from '../simulation/report.ts';
import { patch, type SeededBug } from './bugs.ts';
import type { TreeCopy } from './copy.ts';

const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

export interface HuntOptions {
  readonly seed: number;
  /** Seeds to try at most. */
  readonly limit: number;
  readonly workers: number;
}

export interface Caught {
  readonly bug: SeededBug;
  /** Null when no seed within the limit showed it. */
  readonly by: {
    readonly seed: number;
    readonly seedsNeeded: number;
    readonly rules: readonly string[];
    readonly example: string;
  } | null;
}

/** Hunts bugs in a copy of the tree by simulation. */
export class Hunt {
  readonly #copy: TreeCopy;
  readonly #options: HuntOptions;
  /** Whether a seed breaks a promise without any bug: then it says nothing about one. */
  readonly #breaksAnyway = new Map<number, boolean>();

  constructor(copy: TreeCopy, options: HuntOptions) {
    this.#copy = copy;
    this.#options = options;
  }

  async catch(bug: SeededBug): Promise<Caught> {
    const { seed, limit } = this.#options;
    for (let tried = 0; tried < limit; ) {
      const from = seed + tried;
      const summary = await this.#withBug(bug, () => this.#simulate(from, limit - tried, ['--until-broken']));
      const [first] = summary.broken;
      if (first && !(await this.#brokenAnyway(first.seed))) return this.#caught(bug, first);
      // Two workers may have gone a little beyond: what comes after the first broken seed is tried again.
      tried = first ? first.seed - seed + 1 : limit;
    }
    return { bug, by: null };
  }

  #caught(bug: SeededBug, { seed, violations }: Summary['broken'][number]): Caught {
    const rules = [...new Set(violations.map(({ rule }) => rule))].sort();
    const seedsNeeded = seed - this.#options.seed + 1;
    return { bug, by: { seed, seedsNeeded, rules, example: violations[0]?.what.split('\n')[0] ?? '' } };
  }

  async #brokenAnyway(seed: number): Promise<boolean> {
    const known = this.#breaksAnyway.get(seed);
    if (known !== undefined) return known;
    const { broken } = await this.#simulate(seed, 1, []);
    this.#breaksAnyway.set(seed, broken.length > 0);
    return broken.length > 0;
  }

  async #withBug<T>(bug: SeededBug, work: () => Promise<T>): Promise<T> {
    patch(this.#copy.folder, bug, 'apply');
    try {
      return await work();
    } finally {
      patch(this.#copy.folder, bug, 'undo');
    }
  }

  /** Exit status 2 is a finding; anything else that is not 0 throws. */
  async #simulate(seed: number, seeds: number, more: readonly string[]): Promise<Summary> {
    const main = `${this.#copy.folder}/system-tests/src/simulation/main.ts`;
    const { workers } = this.#options;
    const numbers = ['--seed', `${seed}`, '--seeds', `${seeds}`, '--workers', `${workers}`];
    const args = [main, '--json', ...numbers, ...more];
    const options = { maxBuffer: MAX_OUTPUT_BYTES, cwd: this.#copy.folder };
    try {
      return JSON.parse((await promisify(execFile)(process.execPath, args, options)).stdout) as Summary;
    } catch (error) {
      const { code, stdout } = error as { code?: number; stdout?: string };
      if (code === 2 && stdout) return JSON.parse(stdout) as Summary;
      throw error;
    }
  }
}
