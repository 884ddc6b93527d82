import type { Settings } from '@wanderluxe/infra';
import type { Operator } from './operator.ts';

/** What a fault can reach: the engine under load, and where its processes are. */
export interface Ground {
  readonly settings: Settings;
  /** The process of a component; throws when it does not run. */
  pidOf(name: string): Promise<number>;
}

/** One fault, the alert that must tell of it, and what its runbook has the person on call do. */
export interface Fault {
  readonly name: string;
  readonly title: string;
  /** What is done to the engine, in a sentence. */
  readonly done: string;
  readonly alert: string;
  /** In docs/runbooks. */
  readonly runbook: string;
  /** Why the alert goes on after all is well; absent when it ends by itself, which is waited for then. */
  readonly alertOutlives?: string;
  /** What this drill taught, and what was mended for it. */
  readonly findings: readonly string[];
  /** Before the load is at rest: what the fault needs to be there. */
  prepare?(ground: Ground): Promise<void>;
  inject(ground: Ground): Promise<void>;
  /** The runbook, step by step: its own commands, and what it has somebody do by other means. */
  follow(ground: Ground, operator: Operator): Promise<void>;
  /** The runbook's "over when", beside the backlog that is looked at for every fault; throws or answers why not yet. */
  notOver(ground: Ground, operator: Operator): Promise<string | null>;
}
