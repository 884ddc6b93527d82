import type { CountersSeen, Evidence, ReservationSeen } from '../evidence/types.ts';
import { nightsOf } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

/** A sweep and its saga, generously. */
const SWEEP_GRACE_MS = 10_000;

const shown = (counts: ReadonlyMap<string, string | number>): string =>
  [...counts]
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name}=${count}`)
    .sort()
    .join(' ');

function countersFaults(
  { loaded, propertyId, epochInMongo }: CountersSeen,
  active: readonly ReservationSeen[],
  capacity: number,
): string[] {
  if (!loaded) return [];
  const nights = new Map<string, number>();
  const holds = new Map<string, string>();
  for (const { id, checkIn, checkOut } of active) {
    const stay = nightsOf(checkIn, checkOut);
    holds.set(id, `${stay[0]}:${stay.length}`);
    for (const night of stay) nights.set(`${night}`, (nights.get(`${night}`) ?? 0) + 1);
  }
  const compare = (what: string, journal: string, redis: string): string[] =>
    journal === redis ? [] : [`${propertyId}: ${what} by the journal: ${journal}; in Redis: ${redis}`];
  return [
    ...compare('holds', shown(holds), shown(new Map(Object.entries(loaded.holds)))),
    ...compare('nights', shown(nights), shown(new Map(Object.entries(loaded.nights)))),
    ...compare('capacity', `${capacity}`, `${loaded.capacity}`),
    ...compare('epoch', `${epochInMongo}`, `${loaded.epoch}`),
  ];
}

function overdueHolds({ reservations, restAtMs }: Evidence) {
  return judgeEach(
    reservations,
    ({ state, holdExpiresAtMs }) =>
      state === 'HELD' &&
      holdExpiresAtMs !== null &&
      restAtMs !== null &&
      restAtMs > holdExpiresAtMs + SWEEP_GRACE_MS
        ? [`still held ${restAtMs - holdExpiresAtMs} ms after its deadline`]
        : [],
    ({ id }) => id,
  );
}

export const countersAtRest: Rule = {
  id: 'I11',
  title: 'at rest Redis is capacity less the journal, and no hold outlives its deadline',
  check(evidence) {
    const active = Map.groupBy(
      evidence.reservations.filter(({ state }) => state === 'HELD' || state === 'FIRM'),
      ({ propertyId }) => propertyId,
    );
    const capacityOf = new Map(evidence.properties.map(({ id, capacity }) => [id, capacity]));
    const counters = judgeEach(evidence.counters, (seen) =>
      countersFaults(seen, active.get(seen.propertyId) ?? [], capacityOf.get(seen.propertyId) ?? 0),
    );
    return together(counters, overdueHolds(evidence));
  },
};
