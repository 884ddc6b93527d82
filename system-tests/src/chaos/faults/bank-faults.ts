import { setTimeout as sleep } from 'node:timers/promises';
import { type BankBehaviour, setBehaviour } from '@wanderluxe/infra/demo';

/** How the bank behaves when nothing is wrong: most cards are good, answers take a while. */
const USUAL: BankBehaviour = { latencyMs: 40, latencyJitterMs: 120, declineShare: 0.06 };
const RETRY_MS = 200;
const SHARES = ['hangShare', 'resetShare', 'errorShare'] as const;

/** Faults of the bank that hold now, merged into one behaviour: the larger of two values counts. */
export class BankFaults {
  readonly #url: string;
  readonly #active = new Set<BankBehaviour>();
  #applied: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  /** Until the function returned is called. */
  async add(fault: BankBehaviour): Promise<() => Promise<void>> {
    this.#active.add(fault);
    await this.apply();
    return () => {
      this.#active.delete(fault);
      return this.apply();
    };
  }

  /** Tells the bank, one change after the other; also after it was restarted, for it forgets. */
  apply(): Promise<void> {
    this.#applied = this.#applied.then(() => this.#tell());
    return this.#applied;
  }

  async #tell(): Promise<void> {
    while (
      !(await setBehaviour(this.#url, mergedBehaviour([...this.#active])).then(
        () => true,
        () => false,
      ))
    )
      await sleep(RETRY_MS);
  }
}

/** Shares of different fates are cut down together when they exceed 1. */
export function mergedBehaviour(faults: readonly BankBehaviour[]): BankBehaviour {
  const merged: Record<string, number> = { ...USUAL };
  for (const fault of faults) {
    for (const [field, value] of Object.entries(fault)) merged[field] = Math.max(merged[field] ?? 0, value);
  }
  const total = SHARES.reduce((sum, share) => sum + (merged[share] ?? 0), 0);
  if (total > 1)
    for (const share of SHARES) merged[share] = Math.floor(((merged[share] ?? 0) / total) * 1e6) / 1e6;
  return merged;
}
