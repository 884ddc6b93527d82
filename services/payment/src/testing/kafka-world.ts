import { connectPublishing, kafkaAdmin, kafkaSource } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type EventOn, schemaText, subjectOf } from '@wanderluxe/schemas';
import { freshId, servers } from '@wanderluxe/testkit';
import type { InventoryReserved } from './reserved.ts';

const OUTCOMES = ['payment.captured', 'payment.failed'] as const;
const TOPICS = ['inventory.reserved', ...OUTCOMES] as const;

export type Outcome = EventOn<(typeof OUTCOMES)[number]>;

/** The other services as one: says that rooms are held, hears what becomes of the payments. */
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
  const heard = new Map<string, Outcome[]>();
  const hear = async (topic: string, value: Buffer | null) => {
    const event = (await side.codec.decode(topic, value)) as Outcome;
    const { bookingId } = event.payload;
    heard.set(bookingId, [...(heard.get(bookingId) ?? []), event]);
  };
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
  return {
    reserve: (events: readonly InventoryReserved[]) =>
      side.publisher.publish(
        events.map((event) => ({
          topic: 'inventory.reserved',
          key: event.payload.propertyId,
          value: side.codec.encode('inventory.reserved', event),
          headers: {},
        })),
      ),
    outcomesOf: ({ payload }: InventoryReserved): readonly Outcome[] => heard.get(payload.bookingId) ?? [],
    async leave() {
      await source.stop();
      await side.publisher.close();
    },
  };
}

export type KafkaWorld = Awaited<ReturnType<typeof enterKafka>>;

/** Other tests have used the topic before: a new group would meet all of that in the middle of a test. */
export async function startAtTheEnd(group: string): Promise<void> {
  const topic = 'inventory.reserved';
  const kafka = { brokers: servers().kafkaBrokers, clientId: group, logger: silentLogger };
  const onFatal = (error: Error) => {
    throw error;
  };
  const admin = await kafkaAdmin(kafka);
  const source = kafkaSource({ ...kafka, groupId: group, topics: [topic], onFatal });
  const joined = new Promise<void>((assigned) => {
    void source.start({ offer: (records) => records.length, assigned: () => assigned() });
  });
  await joined;
  const offsets = await admin.offsets(group, topic);
  await source.commit(offsets.map(({ partition, end }) => ({ topic, partition, offset: end })));
  await source.stop();
  await admin.close();
}
