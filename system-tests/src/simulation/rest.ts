import { setTimeout as sleep } from 'node:timers/promises';
import { differencesOf } from '@wanderluxe/inventory/domain/differences.ts';
import { LoadedRooms } from '@wanderluxe/inventory/loaded-rooms.ts';
import { noMetrics } from '@wanderluxe/inventory/metrics.ts';
import { type CurrentProperty, NOT_LOADED } from '@wanderluxe/inventory/ports.ts';
import { silentLogger } from '@wanderluxe/runtime';
import { retryTopicOf, type TopicName, topics } from '@wanderluxe/schemas';
import { consuming, type Servers } from './world/servers.ts';
import { RETRY_DELAYS_MS } from './world/tuning.ts';

const LOOK_EVERY_MS = 500;

export interface Rest {
  /** Null when the bound was over first. */
  readonly atMs: number | null;
  readonly unrest: readonly string[];
}

const isOver = (status: string): boolean => status !== 'PENDING' && status !== 'RESERVED';

/** Records that a group has not finished. */
function lagOf({ broker }: Servers): string[] {
  return consuming.flatMap((group) =>
    (Object.keys(topics) as TopicName[])
      .filter((topic) => (topics[topic].consumers as readonly string[]).includes(group))
      .flatMap((topic) => [
        topic,
        ...RETRY_DELAYS_MS.map((_, level) => retryTopicOf(topic, group, level + 1)),
      ])
      .flatMap((topic) => {
        const behind = broker
          .partitionsOf(topic)
          .reduce((sum, at) => sum + broker.log(at).length - broker.committed(group, at), 0);
        return behind > 0 ? [`${group} is ${behind} records behind on ${topic}`] : [];
      }),
  );
}

/** What the databases say is still under way. */
async function unrestOf(servers: Servers): Promise<string[]> {
  const { databases, payments, bookings, rooms } = servers;
  const count = (number: number, what: string): string[] => (number > 0 ? [`${number} ${what}`] : []);
  const all = await bookings.page({ limit: Number.MAX_SAFE_INTEGER });
  const unpublished = consuming.flatMap((service) =>
    count(
      databases[service].outbox.all().filter(({ isPublished }) => !isPublished).length,
      `outbox rows of ${service} not published`,
    ),
  );
  const unsettled = payments
    .all()
    .filter(({ due, facts, status }) => due !== null || (status === 'UNKNOWN' && facts.dates !== null));
  const held = [...rooms.reservations.values()].filter(({ state }) => state === 'HELD');
  return [
    ...unpublished,
    ...count(unsettled.length, 'payments not settled'),
    ...count(all.filter(({ status }) => !isOver(status)).length, 'bookings without an outcome'),
    ...count(held.length, 'reservations held and neither firm nor released'),
    ...lagOf(servers),
  ];
}

/** Every property as the database has it. */
export async function propertiesOf({ properties }: Pick<Servers, 'properties'>): Promise<CurrentProperty[]> {
  const listed = await properties.list(Number.MAX_SAFE_INTEGER);
  return [...(await properties.find(listed.map(({ id }) => id))).values()];
}

const roomsOf = ({ counters, properties }: Servers): LoadedRooms =>
  new LoadedRooms({ counters, properties, logger: silentLogger, metrics: noMetrics, nowMs: Date.now });

/** Asking for free rooms loads what a lost Redis has forgotten. */
async function loadCounters(servers: Servers): Promise<void> {
  for (const property of await propertiesOf(servers)) {
    await roomsOf(servers).read(property, { firstDay: 0, nights: 1 });
  }
}

/** Where Redis and the journal differ: the reconciler has to find it. */
async function differences(servers: Servers): Promise<string[]> {
  const found: string[] = [];
  for (const property of await propertiesOf(servers)) {
    const { id, capacity } = property;
    const counted = await roomsOf(servers).inspect(property);
    if (counted === NOT_LOADED) continue;
    const holds = await servers.reservations.activeHolds(id);
    const differing = differencesOf(counted, { capacity, holds });
    if (differing.length > 0) found.push(`${id}: ${JSON.stringify(differing)}`);
  }
  return found;
}

/** Waits until no record, row, payment or booking is under way any more and Redis is what the journal says. */
export async function waitForRest(servers: Servers, boundMs: number): Promise<Rest> {
  const deadlineMs = Date.now() + boundMs;
  for (;;) {
    let unrest = await unrestOf(servers);
    if (unrest.length === 0) {
      await loadCounters(servers);
      unrest = await differences(servers);
    }
    if (unrest.length === 0) return { atMs: Date.now(), unrest };
    if (Date.now() > deadlineMs) return { atMs: null, unrest };
    await sleep(LOOK_EVERY_MS);
  }
}
