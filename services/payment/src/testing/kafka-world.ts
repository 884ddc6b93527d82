import {
  connectPublishing,
  kafkaAdmin,
  kafkaSource,
  moveOffsets,
  recordsOfBytes,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type EventOn, schemaText, subjectOf } from '@wanderluxe/schemas';
import { freshId, servers } from '@wanderluxe/testkit';
import type { Binary, Db } from 'mongodb';
import type { InventoryReserved } from './reserved.ts';

const HEARD = ['inventory.reserved', 'booking.cancellations', 'hold.expired', 'inventory.released'] as const;
const OUTCOMES = ['payment.captured', 'payment.failed', 'payment.refunded'] as const;
const TOPICS = [...HEARD, ...OUTCOMES] as const;

export type Outcome = EventOn<(typeof OUTCOMES)[number]>;

interface OutboxRow {
  readonly publishedAt: Date | null;
  readonly records: Binary;
}

/** The other services as one: says that rooms are held, hears what becomes of the payments, whoever says it. */
export async function enterKafka() {
  const { kafkaBrokers: brokers, registryUrl } = servers();
  const service = freshId('payment-test');
  const contracts = Object.fromEntries(TOPICS.map((topic) => [topic, schemaText(topic)]));
  const side = await connectPublishing({
    service,
    brokers,
    registryUrl,
    contracts,
    subjectOf,
    logger: silentLogger,
  });
  const decode = async (topic: string, value: Buffer | null) =>
    (await side.codec.decode(topic, value)) as Outcome;
  const heardSpans = new Set<string>();
  const hear = async (topic: string, value: Buffer | null) =>
    heardSpans.add((await decode(topic, value)).metadata.spanId);
  const source = kafkaSource({
    brokers,
    clientId: service,
    groupId: service,
    logger: silentLogger,
    topics: OUTCOMES,
    onFatal: (error) => {
      throw error;
    },
  });
  await source.start({
    offer(records) {
      for (const { topic, value } of records) {
        // Other tests may have left records that nobody can read.
        void hear(topic, value).catch(() => {});
      }
      return records.length;
    },
    assigned() {},
  });
  const say = <T extends (typeof HEARD)[number]>(topic: T, events: readonly EventOn<T>[]) =>
    side.publisher.publish(
      events.map((event) => ({
        topic,
        key: event.payload.propertyId,
        value: side.codec.encode(topic, event),
        headers: {},
      })),
    );
  return {
    say,
    reserve: (events: readonly InventoryReserved[]) => say('inventory.reserved', events),
    /** What one service published, by booking: a broker may be shared with others that hear the same bookings. */
    async publishedBy(db: Db): Promise<Map<string, Outcome[]>> {
      const rows = await db
        .collection<OutboxRow>('outbox')
        .find({ publishedAt: { $ne: null } })
        .toArray();
      const records = rows.flatMap(({ records }) => recordsOfBytes(records.buffer));
      const events = await Promise.all(records.map(({ topic, value }) => decode(topic, value as Buffer)));
      return Map.groupBy(events, ({ payload }) => payload.bookingId);
    },
    hasHeard: ({ metadata }: Outcome): boolean => heardSpans.has(metadata.spanId),
    async leave() {
      await source.stop();
      await side.publisher.close();
    },
  };
}

export type KafkaWorld = Awaited<ReturnType<typeof enterKafka>>;

/** Other tests have used the topics before: a new group would meet all of that in the middle of a test. */
export async function startAtTheEnd(group: string): Promise<void> {
  const options = { brokers: servers().kafkaBrokers, clientId: group, logger: silentLogger };
  const admin = await kafkaAdmin(options);
  const positions = await Promise.all(
    HEARD.map(async (topic) =>
      (await admin.offsets(group, topic)).map(({ partition, end: offset }) => ({ topic, partition, offset })),
    ),
  );
  await admin.close();
  await moveOffsets(options, group, positions.flat());
}
