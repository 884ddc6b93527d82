import { DependencyUnavailableError } from '../errors.ts';
import type { Outbox } from '../ports.ts';
import type { ReconcileCheck } from './reconciler.ts';

/** What a relay needs for a row at most (its grace, its interval, the lease of one that was killed), with room to spare. */
export const UNPUBLISHED_BOUND_MS = 30_000;
const REPAIR_WITHIN_MS = 15_000;

export interface UnpublishedRowsOptions {
  readonly outbox: Pick<Outbox, 'countUnpublished'>;
  /** Publishes every row that is left behind; may wait for the broker without end. */
  readonly publishAll: () => Promise<void>;
  readonly nowMs?: () => number;
  readonly withinMs?: number;
}

/**
 * Finds outbox rows that no relay has published in time, or that none will for a long while: those of a process that was
 * killed while its clock was ahead.
 */
export const unpublishedRows = ({
  outbox,
  publishAll,
  nowMs = Date.now,
  withinMs = REPAIR_WITHIN_MS,
}: UnpublishedRowsOptions): ReconcileCheck => ({
  name: 'outbox',
  async run({ isDryRun }) {
    const atMs = nowMs();
    const inTime = { fromMs: atMs - UNPUBLISHED_BOUND_MS, toMs: atMs + UNPUBLISHED_BOUND_MS };
    const found = await outbox.countUnpublished(inTime);
    if (found > 0 && !isDryRun) await within(withinMs, publishAll());
    const left = found > 0 && !isDryRun ? await outbox.countUnpublished(inTime) : found;
    const findings = found > 0 ? [{ unpublishedRows: found }] : [];
    return { found, repaired: Math.max(0, found - left), findings };
  },
});

async function within(ms: number, publishing: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no acknowledgement within ${ms} ms`)), ms);
  publishing.catch(() => {});
  try {
    await Promise.race([publishing, late]);
  } catch (error) {
    throw error instanceof DependencyUnavailableError
      ? error
      : new DependencyUnavailableError('kafka', error);
  } finally {
    clearTimeout(timer);
  }
}
