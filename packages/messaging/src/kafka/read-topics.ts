import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingRecord, TopicPartition } from '../ports.ts';
import type { KafkaAdmin, KafkaOptions } from './cluster.ts';
import { kafkaAdmin, kafkaSource, partitionOf } from './kafkajs.ts';
import { moveOffsets } from './move-offsets.ts';

const READ_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** Which of the records; without any of these all that topics hold now. Times are those of the records, epoch milliseconds. */
export interface ReadWindow {
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Only the partition that has the records of this key, where a topic has several. */
  readonly key?: string;
}

/** The records from `from` up to, and without, `to`. */
interface Range extends TopicPartition {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

/**
 * What topics hold, for tools: sorted by time, then by position. Reads as a group of its own and leaves no trace in others.
 * @throws Error when the broker does not deliver all of it within a minute.
 */
export async function readTopics(
  options: KafkaOptions,
  topics: readonly string[],
  window: ReadWindow = {},
): Promise<IncomingRecord[]> {
  const ranges = await rangesOf(options, topics, window);
  const filled = new Set(ranges.filter(({ from, to }) => to > from).map(({ topic }) => topic));
  if (filled.size === 0) return [];
  const groupId = `wanderluxe-read-${randomUUID()}`;
  const wanted = ranges.filter(({ topic }) => filled.has(topic));
  if (wanted.some(({ from, start }) => from > start))
    await moveOffsets(options, groupId, wanted.map(beginning));
  const records = await readAll(options, groupId, wanted);
  return records.sort(
    (a, b) => a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset,
  );
}

const beginning = ({ topic, partition, from, to, end }: Range) => ({
  topic,
  partition,
  offset: to > from ? from : end,
});

async function readAll(
  options: KafkaOptions,
  groupId: string,
  ranges: readonly Range[],
): Promise<IncomingRecord[]> {
  const rangeOf = new Map(ranges.map((range) => [nameOf(range), range]));
  const open = new Set(ranges.filter(({ from, to }) => to > from).map(nameOf));
  const records = new Map<string, IncomingRecord>();
  const topics = [...new Set(ranges.map(({ topic }) => topic))];
  const source = kafkaSource({ ...options, groupId, topics, onFatal: () => {} });
  await source.start({
    offer: (batch) => {
      for (const record of batch) {
        const { from, to } = rangeOf.get(nameOf(record)) ?? { from: 0, to: 0 };
        const isWanted = record.offset >= from && record.offset < to;
        if (isWanted) records.set(`${nameOf(record)}/${record.offset}`, record);
        if (record.offset >= to - 1) open.delete(nameOf(record));
      }
      return batch.length;
    },
    assigned: () => {},
  });
  try {
    await allRead(open);
  } finally {
    await source.stop();
  }
  return [...records.values()];
}

async function allRead(open: ReadonlySet<string>): Promise<void> {
  const deadlineMs = Date.now() + READ_WITHIN_MS;
  while (open.size > 0) {
    if (Date.now() > deadlineMs)
      throw new Error(`not read within ${READ_WITHIN_MS} ms: ${[...open].join(', ')}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function rangesOf(
  options: KafkaOptions,
  topics: readonly string[],
  window: ReadWindow,
): Promise<Range[]> {
  const admin = await kafkaAdmin(options);
  try {
    return (await Promise.all(topics.map((topic) => rangesIn(admin, topic, window)))).flat();
  } finally {
    await admin.close();
  }
}

async function rangesIn(
  admin: KafkaAdmin,
  topic: string,
  { fromMs, toMs, key }: ReadWindow,
): Promise<Range[]> {
  const partitions = await admin.bounds(topic);
  const firsts = fromMs === undefined ? undefined : await admin.offsetsAt(topic, fromMs);
  const lasts = toMs === undefined ? undefined : await admin.offsetsAt(topic, toMs);
  const only = key === undefined ? undefined : partitionOf(key, partitions.length);
  return partitions.map(({ partition, start, end }) => {
    const from = Math.max(start, firsts?.get(partition) ?? start);
    const isWanted = only === undefined || only === partition;
    return { topic, partition, start, end, from, to: isWanted ? (lasts?.get(partition) ?? end) : from };
  });
}
