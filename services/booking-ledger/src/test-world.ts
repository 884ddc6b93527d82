import { connectPublishing, kafkaAdmin, kafkaSource } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type EventOn, schemaText, subjectOf, topicNames } from '@wanderluxe/schemas';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import type { InboundTopic } from './domain/booking.ts';
import { eventOn } from './fixtures.ts';
import { inboundTopics } from './subscriptions.ts';

/** An event of a booking, to be published. */
export interface Delivery {
  readonly topic: InboundTopic;
  readonly bookingId: string;
  readonly propertyId: string;
  /** Of those that have one; the fixture's if not given. */
  readonly reason?: string;
}

type Outcome = EventOn<'booking.outcomes'>;

/** What is around the ledger in its integration test: publishes events, hears outcomes. */
export async function makeWorld() {
  const group = freshId('ledger-test-outcomes');
  await skipHistory(group, ['booking.outcomes']);
  const side = await connectPublishing({
    ...kafka(),
    service: 'ledger-test',
    registryUrl: servers().registryUrl,
    contracts: Object.fromEntries(topicNames.map((topic) => [topic, schemaText(topic)])),
    subjectOf,
  });
  const outcomes: Outcome[] = [];
  const source = member(group, ['booking.outcomes']);
  await source.start({
    offer(records) {
      for (const { topic, value } of records) {
        void Promise.resolve(side.codec.decode(topic, value)).then((event) =>
          outcomes.push(event as Outcome),
        );
      }
      return records.length;
    },
    assigned() {},
  });
  return {
    outcomesOf: (bookingId: string) => outcomes.filter(({ payload }) => payload.bookingId === bookingId),
    publish: (deliveries: readonly Delivery[]) =>
      side.publisher.publish(
        deliveries.map(({ topic, bookingId, propertyId, reason }) => {
          const payload = { bookingId, propertyId, ...(reason !== undefined && { reason }) };
          const event = eventOn(topic, { payload });
          return { topic, key: propertyId, value: side.codec.encode(topic, event), headers: {} };
        }),
      ),
    async close() {
      await source.stop();
      await side.publisher.close();
    },
  };
}

/** Lets a new ledger group begin with what is published from now on, not with what other tests left behind. */
export const skipInboundHistory = (group: string): Promise<void> => skipHistory(group, inboundTopics);

/** A member joins first: a new broker takes a while until it knows of any group. */
async function skipHistory(group: string, topics: readonly string[]): Promise<void> {
  const joined = Promise.withResolvers<void>();
  const source = member(group, topics);
  try {
    await source.start({ offer: () => 0, assigned: () => joined.resolve() });
    await joined.promise;
    await source.commit(await eventually(() => endsOf(group, topics)));
  } finally {
    await source.stop();
  }
}

async function endsOf(group: string, topics: readonly string[]) {
  const admin = await kafkaAdmin(kafka());
  try {
    const ends = topics.map(async (topic) =>
      (await admin.offsets(group, topic)).map(({ partition, end }) => ({ topic, partition, offset: end })),
    );
    return (await Promise.all(ends)).flat();
  } finally {
    await admin.close();
  }
}

const member = (groupId: string, topics: readonly string[]) =>
  kafkaSource({ ...kafka(), groupId, topics, onFatal: console.error });

const kafka = () => ({ brokers: servers().kafkaBrokers, clientId: 'ledger-test', logger: silentLogger });
