import { type IncomingRecord, type KafkaAdmin, kafkaAdmin } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { deadLetterTopicOf, RETRY_LEVELS, retryTopicOf, topicNames, topics } from '@wanderluxe/schemas';
import type { EventReader } from './event.ts';
import type { RecordSeen } from './types.ts';

/** By topic: the offset of the next record of each partition. */
export type Marks = ReadonlyMap<string, readonly { readonly partition: number; readonly offset: number }[]>;

export const consumerGroups = ['inventory', 'payment', 'booking-ledger'] as const;

const levels = Array.from({ length: RETRY_LEVELS }, (_, index) => index + 1);

/** The engine's topics, and those of records that failed. */
export const allTopics: readonly string[] = topicNames.flatMap((topic) => [
  topic,
  ...topics[topic].consumers.flatMap((group) => [
    ...levels.map((level) => retryTopicOf(topic, group, level)),
    deadLetterTopicOf(topic, group),
  ]),
]);

export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith('.dlq');

/** What waits in a retry topic is the record of another topic once more. */
export const isRetryTopic = (topic: string): boolean => /\.retry\.\d+$/.test(topic);

export async function withAdmin<T>(
  brokers: readonly string[],
  work: (admin: KafkaAdmin) => Promise<T>,
): Promise<T> {
  const admin = await kafkaAdmin({ brokers, clientId: 'chaos-checker', logger: silentLogger });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** Where every topic ends now. One after the other: the client cannot ask about several at a time. */
export async function endOfTopics(admin: KafkaAdmin): Promise<Marks> {
  const ends = new Map<string, { partition: number; offset: number }[]>();
  for (const topic of allTopics) {
    const positions = await admin.offsets('chaos-nobody', topic);
    ends.set(
      topic,
      positions.map(({ partition, end }) => ({ partition, offset: end })),
    );
  }
  return ends;
}

const CONFLUENT_HEADER_BYTES = 5;

/** What a value says it was written with; null when it says nothing. */
export const schemaIdIn = (value: Buffer | null): number | null =>
  value !== null && value.length >= CONFLUENT_HEADER_BYTES && value[0] === 0 ? value.readUInt32BE(1) : null;

export async function seenRecord(record: IncomingRecord, reader: EventReader): Promise<RecordSeen> {
  const { topic, partition, offset, key, value } = record;
  const headers = Object.fromEntries(
    Object.entries(record.headers).map(([name, bytes]) => [name, `${bytes}`]),
  );
  return {
    ...{ topic, partition, offset, headers },
    key: key === null ? null : `${key}`,
    valueBase64: (value ?? Buffer.alloc(0)).toString('base64'),
    schemaId: schemaIdIn(value),
    event: await reader.read(headers['dlq-original-topic'] ?? topic, value),
  };
}
