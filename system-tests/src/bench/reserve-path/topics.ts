import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Codec,
  createCodec,
  type IncomingRecord,
  kafkaAdmin,
  kafkaPublisher,
  readTopics,
  registryDirectory,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import {
  type EventOn,
  eventOf,
  newTraceId,
  schemaText,
  subjectOf,
  type TopicName,
} from '@wanderluxe/schemas';
import type { Engine } from '../world/engine.ts';
import type { Decision, Wish } from './model.ts';

const REQUESTS = 'booking.requests';
const DECISIONS = ['inventory.reserved', 'inventory.rejected'] as const satisfies TopicName[];
const AT_ONCE = 5_000;
const LOOK_EVERY_MS = 500;

const kafkaOf = ({ kafkaBrokers }: Engine) => ({
  ...{ brokers: kafkaBrokers, clientId: 'wanderluxe-bench', logger: silentLogger },
});

const codecOf = ({ registryUrl }: Engine): Promise<Codec> =>
  createCodec({
    directory: registryDirectory(registryUrl),
    contracts: Object.fromEntries(
      [REQUESTS, ...DECISIONS].map((topic) => [topic, schemaText(topic as TopicName)]),
    ),
    subjectOf,
  });

/** Puts wishes on booking.requests as the gateway would, in their order. */
export async function publishWishes(engine: Engine, wishes: readonly Wish[]): Promise<void> {
  const [codec, publisher] = await Promise.all([codecOf(engine), kafkaPublisher(kafkaOf(engine))]);
  for (let from = 0; from < wishes.length; from += AT_ONCE) {
    const records = wishes.slice(from, from + AT_ONCE).map((wish) => {
      const { topic, key, event, headers } = eventFor(wish);
      return { topic, key, headers, value: codec.encode(topic, event) };
    });
    await publisher.publish(records);
  }
  await publisher.close();
}

const eventFor = ({ bookingId, propertyId, checkIn, checkOut }: Wish) =>
  eventOf({
    ...{ topic: REQUESTS, eventType: 'BOOKING_INITIATED', origin: 'gateway' },
    ...{ traceId: newTraceId(), nowMs: Date.now() },
    payload: {
      ...{ bookingId, propertyId, userId: 'bench', amount: '120.50', currency: 'EUR' },
      dates: { checkIn, checkOut },
    },
  });

/** What was asked and decided about these properties, and when each record was written. */
export interface Heard {
  /** In the order of each partition. */
  readonly wishes: readonly (Wish & { readonly partition: number; readonly atMs: number })[];
  readonly decisions: ReadonlyMap<string, Decision>;
}

export async function hear(engine: Engine, propertyIds: readonly string[]): Promise<Heard> {
  const codec = await codecOf(engine);
  const wanted = new Set(propertyIds);
  const read = async (topics: readonly TopicName[]) => {
    const records = await readTopics(kafkaOf(engine), topics);
    return records.filter(({ key }) => wanted.has(`${key}`));
  };
  const asked = (await read([REQUESTS])).sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  const wishes = await Promise.all(asked.map((record) => wishOf(codec, record)));
  const decided = await Promise.all((await read(DECISIONS)).map((record) => decisionOf(codec, record)));
  return { wishes, decisions: new Map(decided.map((decision) => [decision.bookingId, decision])) };
}

async function wishOf(codec: Codec, { topic, value, partition, timestampMs }: IncomingRecord) {
  const { payload } = (await codec.decode(topic, value)) as EventOn<typeof REQUESTS>;
  const { bookingId, propertyId, dates } = payload;
  return { bookingId, propertyId, ...dates, partition, atMs: timestampMs };
}

async function decisionOf(codec: Codec, { topic, value, timestampMs }: IncomingRecord): Promise<Decision> {
  const { payload } = (await codec.decode(topic, value)) as EventOn<(typeof DECISIONS)[number]>;
  return { bookingId: payload.bookingId, reserved: topic === 'inventory.reserved', atMs: timestampMs };
}

/** Waits until so many more decisions were written than at `before`. @throws Error after `withinMs` */
export async function decisionsWritten(
  engine: Engine,
  { before, count, withinMs }: { before: number; count: number; withinMs: number },
): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  for (let written = before; written < before + count; written = await decisionCount(engine)) {
    if (Date.now() > deadlineMs)
      throw new Error(`${written - before} of ${count} requests were decided within ${withinMs} ms`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Decisions on the topics by now. */
export async function decisionCount(engine: Engine): Promise<number> {
  const admin = await kafkaAdmin(kafkaOf(engine));
  try {
    const offsets = await Promise.all(DECISIONS.map((topic) => admin.offsets('nobody', topic)));
    return offsets.flat().reduce((sum, { end }) => sum + end, 0);
  } finally {
    await admin.close();
  }
}
