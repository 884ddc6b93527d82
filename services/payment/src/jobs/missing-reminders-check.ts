import { setTimeout as sleep } from 'node:timers/promises';
import type { IsOurTurn, ReconcileCheck } from '@wanderluxe/messaging';
import type { Due } from '../domain/payment.ts';
import type { Payments, Reminder, Reminders } from '../ports.ts';

const PAGE = 500;
/** How long a row may wait for its reminder: it is stored first and reminded of afterwards. */
const GRACE_MS = 1_000;
/** Reminders that are named; more are counted. */
const MAX_TOLD = 100;
const KINDS: readonly Due[] = ['inquiry', 'refund'];

export interface MissingRemindersEdges {
  readonly payments: Pick<Payments, 'due'>;
  readonly reminders: Reminders;
  /** How long a PENDING payment is left to those who charge it. */
  readonly pendingBoundMs: number;
  readonly nowMs: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Finds payments that ask for work and have no reminder of it: the queue has lost its jobs, or was away when they were due to
 * be scheduled, or the process that charged is gone. The sweep of each instance schedules them, too; this counts them.
 */
export const missingReminders = (edges: MissingRemindersEdges): ReconcileCheck => ({
  name: 'reminders',
  async run({ isDryRun, isOurTurn }) {
    const { reminders, wait = sleep } = edges;
    const first = await look(edges, isOurTurn);
    if (first.missing.length > 0) await wait(GRACE_MS);
    const still = new Set(
      (first.missing.length > 0 ? await look(edges, isOurTurn) : first).missing.map(nameOf),
    );
    const missing = first.missing.filter((reminder) => still.has(nameOf(reminder)));
    if (!isDryRun) await eachPage(missing, (page) => reminders.schedule(page));
    return {
      found: missing.length,
      repaired: isDryRun ? 0 : missing.length,
      findings: missing.slice(0, MAX_TOLD),
      notes: { waiting: first.waiting },
    };
  },
});

const nameOf = ({ due, bookingId }: Reminder): string => `${due}-${bookingId}`;

async function look(
  { payments, reminders, pendingBoundMs, nowMs }: MissingRemindersEdges,
  isOurTurn: IsOurTurn,
) {
  const missing: Reminder[] = [];
  const pendingSinceMs = nowMs() - pendingBoundMs;
  let waiting = 0;
  for (const due of KINDS) {
    for (let afterId: string | undefined = ''; afterId !== undefined && (await isOurTurn()); ) {
      const page: Reminder[] = await payments.due(due, { afterId, limit: PAGE, pendingSinceMs });
      missing.push(...(await reminders.missing(page)));
      waiting += page.length;
      afterId = page.length < PAGE ? undefined : page.at(-1)?.bookingId;
    }
  }
  return { missing, waiting };
}

async function eachPage<T>(items: readonly T[], use: (page: readonly T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += PAGE) await use(items.slice(from, from + PAGE));
}
