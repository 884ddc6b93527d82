import type { World } from '../world/world.ts';
import { readCounters } from './counters.ts';
import type { Databases } from './databases.ts';
import type { EventReader } from './event.ts';
import { readBank, type Scope } from './gather.ts';
import { isDeadLetterTopic } from './topics.ts';
import type { CountersSeen, State } from './types.ts';

type Entry = readonly [name: string, stored: string];

/** Fields in order, and nights on which nothing is taken left out: Redis promises neither. */
function countersStored({ epoch, capacity, nights, holds }: NonNullable<CountersSeen['loaded']>): string {
  const taken = Object.entries(nights).filter(([, count]) => count !== 0);
  return JSON.stringify({ epoch, capacity, nights: taken.sort(), holds: Object.entries(holds).sort() });
}

/** All that the promises speak of, as it is now: rows, what was ever said, the bank's books, counters, dead letters. */
export async function storedNow(
  world: World,
  { databases, reader }: { readonly databases: Databases; readonly reader: EventReader },
  { properties, bookingIds }: Scope,
): Promise<State> {
  const { direct, observer } = world;
  const ids = properties.map(({ id }) => id);
  const [rows, counters] = await Promise.all([
    databases.see(ids, reader),
    readCounters(direct.redisUrl, properties),
  ]);
  const ofRows = (['bookings', 'reservations', 'payments'] as const).flatMap((table) =>
    rows[table].map((row): Entry => [`${table}: ${row.id}`, JSON.stringify(row)]),
  );
  // What answers a question may be said again with it, and is the same event then.
  const said = rows.outbox.flatMap(({ service, records }) =>
    records.map(({ event }): Entry => [`${service} said ${event?.eventType} of ${event?.bookingId}`, 'yes']),
  );
  const letters = observer.records.filter(({ topic }) => isDeadLetterTopic(topic));
  return Object.fromEntries([
    ...ofRows,
    ...said,
    ...readBank(direct.bankLedgerFile, bookingIds).map(
      (entry, line): Entry => [`line ${line} of the bank's books`, JSON.stringify(entry)],
    ),
    ...counters.map(
      ({ propertyId, loaded }): Entry => [
        `counters: ${propertyId}`,
        loaded ? countersStored(loaded) : 'none',
      ],
    ),
    ...letters.map(
      ({ topic, partition, offset }): Entry => [`dead letter ${topic}/${partition}/${offset}`, 'there'],
    ),
  ]);
}
