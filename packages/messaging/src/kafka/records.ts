import type { IncomingRecord, OutgoingRecord, TopicPartition } from '../ports.ts';

/** A message in the client's own form. */
interface ClientMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

export function byTopic(records: readonly OutgoingRecord[]) {
  const topics = Map.groupBy(records, (record) => record.topic);
  return [...topics].map(([topic, own]) => ({
    topic,
    messages: own.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
  }));
}

export function incoming(topic: string, partition: number, message: ClientMessage): IncomingRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers),
    timestampMs: Number(message.timestamp),
  };
}

/** kafkajs gives a repeated header as an array; the last one counts. */
function headersOf(headers: ClientMessage['headers']): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return last === undefined ? [] : [[name, Buffer.isBuffer(last) ? last : Buffer.from(last)]];
    }),
  );
}

export function grouped(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const topics = Map.groupBy(partitions, ({ topic }) => topic);
  return [...topics].map(([topic, own]) => ({ topic, partitions: own.map(({ partition }) => partition) }));
}
