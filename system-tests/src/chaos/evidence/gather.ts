import { readFileSync } from 'node:fs';
import { type LinkName, linkNames } from '../world/links.ts';
import type { World } from '../world/world.ts';
import { readCounters } from './counters.ts';
import type { Databases } from './databases.ts';
import type { EventReader } from './event.ts';
import { consumerGroups, isRetryTopic, seenRecord, withAdmin } from './topics.ts';
import type { BankEntrySeen, CountersSeen, Evidence, LinkTraffic, RecordSeen } from './types.ts';

export interface Scope {
  readonly properties: Evidence['properties'];
  readonly bookingIds: ReadonlySet<string>;
  readonly poisonIds: ReadonlySet<string>;
}

type Gathered = Pick<
  Evidence,
  | 'bookings'
  | 'reservations'
  | 'payments'
  | 'outbox'
  | 'records'
  | 'bank'
  | 'counters'
  | 'subscriptions'
  | 'traffic'
>;

/** All that an engine at rest has left behind of one schedule. */
export async function gather(
  world: World,
  { databases, reader }: { databases: Databases; reader: EventReader },
  scope: Scope,
): Promise<Gathered> {
  const { direct } = world;
  const ids = scope.properties.map(({ id }) => id);
  // Topics before the outbox: what is still being said when the bound is over is then no event out of nowhere.
  const recordsThenRows = async () => {
    const records = await recordsOf(world, reader, scope);
    return { records, ...(await databases.see(ids, reader)) };
  };
  const [{ epochs, ...seen }, counters, subscriptions] = await Promise.all([
    recordsThenRows(),
    readCounters(direct.redisUrl, scope.properties),
    subscriptionsOf(direct.kafkaBrokers),
  ]);
  return {
    ...seen,
    bank: readBank(direct.bankLedgerFile, scope.bookingIds),
    counters: counters.map(
      (one): CountersSeen => ({ ...one, epochInMongo: epochs.get(one.propertyId) ?? 0 }),
    ),
    subscriptions,
    traffic: linkNames.map((link): LinkTraffic => ({ link, ...world.links.trafficOf(link as LinkName) })),
  };
}

/** What was read up to the moment of rest; when that did not come, what was read so far. */
async function recordsOf(world: World, reader: EventReader, scope: Scope): Promise<RecordSeen[]> {
  const found = world.observer.records.filter(({ topic }) => !isRetryTopic(topic));
  const seen = await Promise.all(found.map((record) => seenRecord(record, reader)));
  const keys = new Set(scope.properties.map(({ id }) => id));
  return seen
    .filter(
      ({ key, event, headers }) =>
        keys.has(key ?? '') ||
        scope.bookingIds.has(event?.bookingId ?? '') ||
        scope.poisonIds.has(headers.chaos ?? ''),
    )
    .sort((a, b) => a.offset - b.offset);
}

export function readBank(file: string, ids: ReadonlySet<string>): BankEntrySeen[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as BankEntrySeen).filter(({ reference }) => ids.has(reference));
}

async function subscriptionsOf(brokers: readonly string[]): Promise<Record<string, readonly string[]>> {
  return withAdmin(brokers, async (admin) => {
    const heard: Record<string, readonly string[]> = {};
    for (const group of consumerGroups) heard[group] = await admin.topicsOf(group);
    return heard;
  });
}
