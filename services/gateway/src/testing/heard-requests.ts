import { type Codec, kafkaSource } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import type { EventOn } from '@wanderluxe/schemas';
import { freshId, servers } from '@wanderluxe/testkit';

export interface HeardRecord {
  readonly key: string;
  readonly traceparent: string;
  readonly event: EventOn<'booking.requests'>;
}

/** Reads booking.requests of the real broker from its beginning, as a group of its own. */
export async function hearRequests(codec: Codec) {
  const heard: HeardRecord[] = [];
  const source = kafkaSource({
    brokers: servers().kafkaBrokers,
    clientId: 'gateway-test',
    logger: silentLogger,
    groupId: freshId('gateway-test'),
    topics: ['booking.requests'],
    onFatal: (error) => {
      throw error;
    },
  });
  const keep = async (record: {
    key: Buffer | null;
    value: Buffer | null;
    headers: Record<string, Buffer>;
  }) => {
    // A plain copy: what the codec gives is of a class of its own.
    const event = structuredClone(
      await codec.decode('booking.requests', record.value),
    ) as HeardRecord['event'];
    heard.push({ key: String(record.key), traceparent: String(record.headers.traceparent), event });
  };
  await source.start({
    offer(records) {
      // Other tests write poison to this topic; it is not ours to judge.
      for (const record of records) void keep(record).catch(() => undefined);
      return records.length;
    },
    assigned() {},
  });
  return {
    of: (bookingId: string) => heard.filter(({ event }) => event.payload.bookingId === bookingId),
    stop: () => source.stop(),
  };
}
