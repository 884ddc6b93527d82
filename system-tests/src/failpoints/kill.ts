import { messageOf } from '@wanderluxe/messaging';
import { isAccepted } from '../chaos/rules/facts.ts';
import type { Supervised } from '../chaos/world/supervised.ts';
import { arm } from './failpoint-world.ts';
import type { Ground } from './ground.ts';
import { pointTextOf, type Target } from './points.ts';
import { Round } from './round.ts';
import { until } from './until.ts';
import { type Way, wayTo } from './ways.ts';

const UP_WITHIN_MS = 60_000;
const DIES_WITHIN_MS = 90_000;
/** From the start after the death until everything around it is at rest. */
export const BOUND_MS = 60_000;

/** One kill as it happened. */
export interface Kill {
  readonly round: Round;
  /** Null when the point was never reached. */
  readonly diedAtMs: number | null;
  readonly upAtMs: number | null;
  /** From the death until its bookings, payments, rooms, rows and parked records were all done with. */
  readonly restAfterMs: number | null;
  /** What was waited for on the way to rest, each time that it changed. */
  readonly restTrail: readonly string[];
  /** What went wrong on the way, in words. */
  readonly problems: readonly string[];
}

/** Brings a service to the point, sees it die there, has it started again, and waits until all is at rest. */
export async function kill(ground: Ground, target: Target, tag: string): Promise<Kill> {
  const round = new Round(target, tag);
  const problems: string[] = [];
  const restTrail: string[] = [];
  let died: Pick<Kill, 'diedAtMs' | 'upAtMs'> = { diedAtMs: null, upAtMs: null };
  let restAfterMs: number | null = null;
  try {
    died = await dieAndComeUp(ground, round, problems);
    if (died.diedAtMs === null) problems.push('never reached');
    else restAfterMs = (await rest(ground, round, { diedAtMs: died.diedAtMs, restTrail })) - died.diedAtMs;
  } catch (error) {
    problems.push(messageOf(error));
  }
  return { round, problems, restTrail, ...died, restAfterMs };
}

async function dieAndComeUp(ground: Ground, round: Round, problems: string[]) {
  const { target } = round;
  const way: Way = wayTo(target);
  const service = ground.world.processes[target.service];
  await service.healthyWithin(UP_WITHIN_MS);
  await ground.open(round.properties);
  // Counted here: a process armed from its start on can be dead again before its preparation is over.
  const deaths = service.diedAt.length + (way.deathsBefore ?? 0);
  await way.prepare?.(ground, round);
  const point = pointTextOf(target);
  const hasDied = () => service.diedAt.length > deaths;
  await arm(service, point, hasDied);
  const acting = way
    .act(ground, round, hasDied)
    .catch((error: unknown) => void problems.push(messageOf(error)));
  const diedAtMs = await deathAt(service, deaths, point);
  if (diedAtMs === null) await arm(service, null);
  await service.healthyWithin(UP_WITHIN_MS);
  const upAtMs = Date.now();
  if (diedAtMs !== null) await way.afterwards?.(ground, round);
  await acting;
  return { diedAtMs, upAtMs };
}

/** When the process ended, which by its own last word was at the point; null when it did not. */
const deathAt = (service: Supervised, deaths: number, point: string): Promise<number | null> =>
  until(point, DIES_WITHIN_MS, () => {
    const diedAt = service.diedAt[deaths];
    if (diedAt !== undefined && diedAt !== point) throw new Error(`died at ${diedAt} instead of ${point}`);
    return diedAt === undefined ? undefined : Date.now();
  }).catch((error: unknown) => {
    if (service.diedAt.length > deaths) throw error;
    return null;
  });

async function rest(
  ground: Ground,
  round: Round,
  { diedAtMs, restTrail }: { diedAtMs: number; restTrail: string[] },
): Promise<number> {
  const own = new Set(round.wishes.map(({ bookingId }) => bookingId));
  const calls = ground.clients.calls.filter((call) => own.has(call.bookingId) && isAccepted(call));
  const accepted = [...new Set(calls.map(({ bookingId }) => bookingId))];
  let unrest = '';
  try {
    await until('rest', BOUND_MS, async () => {
      const now = (await ground.stores.unrest(round, accepted, diedAtMs)).join(', ');
      if (now !== unrest) restTrail.push(`after ${Date.now() - diedAtMs} ms: ${now || 'nothing'}`);
      unrest = now;
      return unrest === '' ? true : undefined;
    });
  } catch {
    throw new Error(`not at rest after ${BOUND_MS} ms: ${unrest}`);
  }
  return Date.now();
}
