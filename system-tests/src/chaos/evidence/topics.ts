import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type IncomingRecord,
  type KafkaAdmin,
  kafkaAdmin,
  kafkaSource,
  moveOffsets,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { deadLetterTopicOf, topicNames, topics } from '@wanderluxe/schemas';
import type { EventReader } from './event.ts';
import type { RecordSeen } from './types.ts';

/** By topic and partition: the offset of the next record. */
export type Marks = ReadonlyMap<string, readonly { readonly partition: number; readonly offset: number }[]>;

export const consumerGroups = ['inventory', 'payment', 'booking-ledger'] as const;

/** The engine's topics and those of their dead letters. */
export const allTopics: readonly string[] = topicNames.flatMap((topic) => [
  topic,
  ...topics[topic].consumers.map((group) => deadLetterTopicOf(topic, group)),
]);

const READ_WITHIN_MS = 60_000;

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

/** Where every topic ends now. */
export async function endOfTopics(admin: KafkaAdmin): Promise<Marks> {
  const marks = new Map<string, { partition: number; offset: number }[]>();
  for (const topic of allTopics) {
    const ends = await admin.offsets('chaos-nobody', topic);
    marks.set(
      topic,
      ends.map(({ partition, end }) => ({ partition, offset: end })),
    );
  }
  return marks;
}

/** Every record from the marks on, as an observer of its own. */
export async function dumpTopics(
  brokers: readonly string[],
  from: Marks,
  reader: EventReader,
): Promise<RecordSeen[]> {
  const groupId = `chaos-dump-${randomUUID()}`;
  const to = await withAdmin(brokers, async (admin) => {
    return endOfTopics(admin);
  });
  const options = { brokers, clientId: 'chaos-checker', logger: silentLogger };
  const starts = [...from].flatMap(([topic, offsets]) => offsets.map((offset) => ({ topic, ...offset })));
  await moveOffsets(options, groupId, starts);
  const records = await readBetween(brokers, groupId, from, to);
  return Promise.all(records.map((record) => seen(record, reader)));
}

async function readBetween(
  brokers: readonly string[],
  groupId: string,
  from: Marks,
  to: Marks,
): Promise<IncomingRecord[]> {
  const found = new Map<string, IncomingRecord>();
  const options = { brokers, clientId: 'chaos-checker', logger: silentLogger };
  const source = kafkaSource({ ...options, groupId, topics: [...from.keys()], onFatal: () => {} });
  await source.start({
    offer: (batch) => {
      for (const record of batch) found.set(`${record.topic}/${record.partition}/${record.offset}`, record);
      return batch.length;
    },
    assigned: () => {},
  });
  const expected = total(to) - total(from);
  const deadlineMs = Date.now() + READ_WITHIN_MS;
  while (found.size < expected && Date.now() < deadlineMs) await sleep(100);
  await source.stop();
  if (found.size < expected) throw new Error(`read ${found.size} of ${expected} records of the topics`);
  return [...found.values()].sort((a, b) => a.offset - b.offset);
}

const total = (marks: Marks): number =>
  [...marks.values()].flat().reduce((sum, { offset }) => sum + offset, 0);

async function seen(record: IncomingRecord, reader: EventReader): Promise<RecordSeen> {
  const { topic, partition, offset, key, value } = record;
  const headers = Object.fromEntries(
    Object.entries(record.headers).map(([name, bytes]) => [name, `${bytes}`]),
  );
  return {
    ...{ topic, partition, offset, headers },
    key: key === null ? null : `${key}`,
    valueBase64: (value ?? Buffer.alloc(0)).toString('base64'),
    event: await reader.read(headers['dlq-original-topic'] ?? topic, value),
  };
}
