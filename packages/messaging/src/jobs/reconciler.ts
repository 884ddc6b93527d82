import type { Logger } from '@wanderluxe/runtime';
import type { IsOurTurn } from './leased-schedule.ts';
import type { ReconcileMetrics } from './metrics.ts';

export interface ReconcileOptions {
  /** Finds and changes nothing. */
  readonly isDryRun: boolean;
  /** Looks at everything; else at a bounded part, beginning where the last turn ended. */
  readonly isWhole: boolean;
  readonly isOurTurn: IsOurTurn;
}

export interface CheckResult {
  /** What is wrong. Nothing is, when it is 0. */
  readonly found: number;
  /** How much of it was mended, or is on its way to be: asked about, scheduled, published. */
  readonly repaired: number;
  /** Some of what was found, to be shown. */
  readonly findings: readonly object[];
  /** Counts of what is no fault, and worth telling. */
  readonly notes?: Readonly<Record<string, number>>;
}

/** One thing that can go wrong with what a service keeps, and its repair. To run it twice, or in two instances, is harmless. */
export interface ReconcileCheck {
  readonly name: string;
  run(options: ReconcileOptions): Promise<CheckResult>;
}

/** The answer of POST /reconcile, in every service. */
export interface ReconcileReport {
  readonly dryRun: boolean;
  readonly found: number;
  readonly repaired: number;
  readonly checks: readonly ({ readonly check: string } & CheckResult)[];
}

const MAX_LOGGED = 5;

const always: IsOurTurn = async () => true;

/** Runs a service's checks: a bounded part of each on a schedule, all of it when an operator asks. */
export class Reconciler {
  readonly #checks: readonly ReconcileCheck[];
  readonly #metrics: ReconcileMetrics;
  readonly #logger: Logger;
  #isRunning = false;

  constructor(checks: readonly ReconcileCheck[], metrics: ReconcileMetrics, logger: Logger) {
    this.#checks = checks;
    this.#metrics = metrics;
    this.#logger = logger;
  }

  /** A check that fails is left for the next turn and keeps none of the others from running. */
  async turn(isOurTurn: IsOurTurn): Promise<void> {
    for (const check of this.#checks) {
      try {
        await this.#run(check, { isDryRun: false, isWhole: false, isOurTurn });
      } catch (error) {
        this.#logger.warn('a check could not be made, trying again', { check: check.name, error });
      }
    }
  }

  /** Undefined while such a run is under way in this process. Beside a scheduled turn it is safe. */
  async runAll(isDryRun: boolean): Promise<ReconcileReport | undefined> {
    if (this.#isRunning) return undefined;
    this.#isRunning = true;
    try {
      const checks: ReconcileReport['checks'][number][] = [];
      for (const check of this.#checks) {
        const result = await this.#run(check, { isDryRun, isWhole: true, isOurTurn: always });
        checks.push({ check: check.name, ...result });
      }
      const sum = (pick: (result: CheckResult) => number) =>
        checks.reduce((total, result) => total + pick(result), 0);
      return { dryRun: isDryRun, found: sum(({ found }) => found), repaired: sum((r) => r.repaired), checks };
    } finally {
      this.#isRunning = false;
    }
  }

  async #run(check: ReconcileCheck, options: ReconcileOptions): Promise<CheckResult> {
    const result = await check.run(options);
    const { found, repaired, findings } = result;
    this.#metrics.checked(check.name, options.isDryRun ? { found: 0, repaired: 0 } : { found, repaired });
    if (found > 0) {
      const { isDryRun } = options;
      const shown = findings.slice(0, MAX_LOGGED);
      this.#logger.error('the reconciler found something wrong', {
        check: check.name,
        found,
        repaired,
        isDryRun,
        findings: shown,
      });
    }
    return result;
  }
}
