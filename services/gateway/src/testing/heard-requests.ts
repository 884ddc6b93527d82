import { type Codec, type IncomingRecord, kafkaSource } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import { intakeTopics } from '../adapters/connect-edges.ts';
import type { ClientRequest } from '../ports.ts';

export interface HeardRecord {
  readonly topic: string;
  readonly key: string;
  readonly traceparent: string;
  readonly event: ClientRequest['event'];
}

/** Reads both intake streams of the real broker from their beginning, as a group of its own. */
export async function hearRequests(codec: Codec) {
  const heard: HeardRecord[] = [];
  const source = kafkaSource({
    brokers: servers().kafkaBrokers,
    clientId: 'gateway-test',
    logger: silentLogger,
    groupId: freshId('gateway-test'),
    topics: intakeTopics,
    onFatal: (error) => {
      throw error;
    },
  });
  const keep = async ({ topic, key, value, headers }: IncomingRecord) => {
    // A plain copy: what the codec gives is of a class of its own.
    const event = structuredClone(await codec.decode(topic, value)) as HeardRecord['event'];
    heard.push({ topic, key: String(key), traceparent: String(headers.traceparent), event });
  };
  await source.start({
    offer(records) {
      // Other tests write poison to these topics; it is not ours to judge.
      for (const record of records) void keep(record).catch(() => undefined);
      return records.length;
    },
    assigned() {},
  });
  return {
    /** What one booking has on one topic. */
    of: (bookingId: string, topic: (typeof intakeTopics)[number] = 'booking.requests') =>
      heard.filter((record) => record.topic === topic && record.event.payload.bookingId === bookingId),
    stop: () => source.stop(),
  };
}
