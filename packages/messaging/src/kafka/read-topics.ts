import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingRecord } from '../ports.ts';
import type { KafkaOptions } from './cluster.ts';
import { kafkaAdmin, kafkaSource } from './kafkajs.ts';

const READ_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 20;

const keyOf = ({ topic, partition }: { topic: string; partition: number }) => `${topic}/${partition}`;

/**
 * All that topics hold now, for tools: sorted by time, then by position. Reads as a group of its own and leaves
 * no trace in others.
 * @throws Error when the broker does not deliver all of it within a minute.
 */
export async function readTopics(
  options: KafkaOptions,
  topics: readonly string[],
): Promise<IncomingRecord[]> {
  const ends = await endsOf(options, topics);
  const filled = [...new Set([...ends.values()].map(({ topic }) => topic))];
  if (filled.length === 0) return [];
  const records = new Map<string, IncomingRecord>();
  const source = kafkaSource({
    ...options,
    groupId: `wanderluxe-read-${randomUUID()}`,
    topics: filled,
    onFatal: () => {},
  });
  await source.start({
    offer: (batch) => {
      for (const record of batch) {
        const end = ends.get(keyOf(record));
        if (record.offset < (end?.end ?? 0)) records.set(`${keyOf(record)}/${record.offset}`, record);
        if (end && record.offset >= end.end - 1) ends.delete(keyOf(record));
      }
      return batch.length;
    },
    assigned: () => {},
  });
  try {
    await allRead(ends);
  } finally {
    await source.stop();
  }
  return [...records.values()].sort(
    (a, b) => a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset,
  );
}

async function allRead(ends: ReadonlyMap<string, unknown>): Promise<void> {
  const deadlineMs = Date.now() + READ_WITHIN_MS;
  while (ends.size > 0) {
    if (Date.now() > deadlineMs)
      throw new Error(`not read within ${READ_WITHIN_MS} ms: ${[...ends.keys()].join(', ')}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Of the partitions that hold anything. */
async function endsOf(options: KafkaOptions, topics: readonly string[]) {
  const ends = new Map<string, { topic: string; end: number }>();
  const admin = await kafkaAdmin(options);
  try {
    for (const topic of topics)
      for (const { partition, end, committed } of await admin.offsets('nobody', topic))
        if (end > committed) ends.set(keyOf({ topic, partition }), { topic, end });
    return ends;
  } finally {
    await admin.close();
  }
}
