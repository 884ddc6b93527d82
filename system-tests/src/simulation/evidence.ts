import { type Counted, NOT_LOADED } from '@wanderluxe/inventory/ports.ts';
import { SplitRooms } from '@wanderluxe/inventory/split-rooms.ts';
import type { IncomingRecord, OutgoingRecord } from '@wanderluxe/messaging';
import { deadLetterTopicOf, type TopicName, topicNames, topics } from '@wanderluxe/schemas';
import type {
  BookingSeen,
  CountersSeen,
  EventSeen,
  OutboxRowSeen,
  PaymentSeen,
  RecordSeen,
  ReservationSeen,
} from '../chaos/evidence/types.ts';
import { propertiesOf } from './rest.ts';
import { codec } from './world/processing.ts';
import { consuming, type Servers } from './world/servers.ts';

/** Reads the servers themselves after a simulation, past every service, into what the rules of chaos judge. */
export async function evidenceOf(servers: Servers) {
  return {
    bookings: await bookingsSeen(servers),
    reservations: [...servers.rooms.reservations.values()].map(reservationSeen),
    payments: servers.payments.all().map(
      ({ facts, status }): PaymentSeen => ({
        ...{ id: facts.bookingId, status, amount: facts.amount, currency: facts.currency },
      }),
    ),
    outbox: outboxSeen(servers),
    records: recordsSeen(servers),
    bank: servers.bank.books.map(({ kind, reference, amount, currency }) => ({
      ...{ kind, reference, amount, currency },
    })),
    counters: await countersSeen(servers),
  };
}

/** A zero byte and the schema's id. */
const HEADER_BYTES = 5;

/** Null for what cannot be read. */
function eventIn(topic: string, value: Buffer | null): EventSeen | null {
  try {
    const event = codec.decode(topic, value) as {
      eventId: string;
      eventType: string;
      timestamp: number;
      payload: { bookingId: string; amount: string; currency: string; reason?: string | null };
      metadata: { traceId: string };
    };
    if (event instanceof Promise) return null;
    const { bookingId, amount, currency, reason = null } = event.payload;
    const { eventId, eventType, timestamp: timestampMs, metadata } = event;
    const { traceId } = metadata;
    return { eventId, eventType, timestampMs, bookingId, amount, currency, reason, traceId };
  } catch {
    return null;
  }
}

async function bookingsSeen({ bookings }: Servers): Promise<BookingSeen[]> {
  const all = await bookings.page({ limit: Number.MAX_SAFE_INTEGER });
  return all.map(({ bookingId, userId, propertyId, status, payment, auditLog, ...times }) => ({
    ...{ id: bookingId, userId, propertyId, status },
    ...{ amount: payment.amount, currency: payment.currency, paymentStatus: payment.status },
    transactionId: payment.transactionId ?? null,
    auditLog: auditLog.map(({ action, timestampMs, reason }) => ({
      action,
      timestampMs,
      reason: reason ?? null,
    })),
    ...times,
  }));
}

type Reservation = Servers['rooms']['reservations'] extends Map<string, infer R> ? R : never;

const reservationSeen = ({
  facts,
  state,
  heldSeq,
  releasedSeq,
  holdExpiresAtMs,
}: Reservation): ReservationSeen => ({
  ...{ id: facts.bookingId, propertyId: facts.propertyId, ...facts.dates, state },
  heldSeq: heldSeq ?? null,
  releasedSeq: releasedSeq ?? null,
  holdExpiresAtMs: holdExpiresAtMs ?? null,
});

/** In the order of the commits of each service. */
export const outboxSeen = (servers: Servers): OutboxRowSeen[] =>
  consuming.flatMap((service) => outboxOf(servers, service));

function outboxOf({ databases }: Servers, service: (typeof consuming)[number]): OutboxRowSeen[] {
  return databases[service].outbox.all().map(({ id, createdAtMs, isPublished, records }) => ({
    ...{ service, id, createdAtMs, isPublished },
    records: records.map(({ topic, key, value, headers }: OutgoingRecord) => ({
      topic,
      key: key === null ? null : `${key}`,
      valueBase64: (value ?? Buffer.alloc(0)).toString('base64'),
      event: eventIn(topic, value),
      isSaidAgain: headers['said-again'] !== undefined,
    })),
  }));
}

/** Every topic of the engine and of its dead letters. */
function recordsSeen({ broker }: Servers): RecordSeen[] {
  const letters = topicNames.flatMap((topic: TopicName) =>
    topics[topic].consumers.map((group) => deadLetterTopicOf(topic, group)),
  );
  return [...topicNames, ...letters].flatMap((topic) => broker.records(topic).map(recordSeen));
}

function recordSeen({ topic, partition, offset, key, value, headers }: IncomingRecord): RecordSeen {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, `${bytes}`]));
  return {
    ...{ topic, partition, offset, headers: texts },
    key: key === null ? null : `${key}`,
    valueBase64: (value ?? Buffer.alloc(0)).toString('base64'),
    schemaId: value && value.length >= HEADER_BYTES ? value.readUInt32BE(1) : null,
    event: eventIn(texts['dlq-original-topic'] ?? topic, value),
  };
}

/** All buckets of a property together. */
async function countersSeen(servers: Servers): Promise<CountersSeen[]> {
  const split = new SplitRooms(servers.counters, () => {});
  const seen: CountersSeen[] = [];
  for (const property of await propertiesOf(servers)) {
    const { id: propertyId, epoch } = property;
    const counted = await split.inspect(property);
    const loaded = counted === NOT_LOADED ? null : { epoch, ...countsOf(counted) };
    seen.push({ propertyId, epochInMongo: epoch, loaded });
  }
  return seen;
}

function countsOf({ capacity, taken, holds }: Counted) {
  const nights = Object.fromEntries([...taken].map(([day, count]) => [`${day}`, count]));
  const members = holds.map(({ bookingId, stay }) => [bookingId, `${stay.firstDay}:${stay.nights}`]);
  return { capacity, nights, holds: Object.fromEntries(members) as Record<string, string> };
}
