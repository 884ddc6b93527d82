import { randomUUID } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import type { EventMetadata } from './generated/contracts.ts';
import type { EventOn, ServiceName, TopicName } from './topics.ts';

/** Namespace of all event ids. Changing it would make every old event a new one. */
const EVENT_NAMESPACE = '6c1f3c0e-3b0f-5a55-9d0c-6f0a5d0b7c11';

/** The id that the event of this type has for this booking, whoever computes it and however often. */
export const eventIdOf = (bookingId: string, eventType: string): string =>
  uuidv5(`${bookingId}:${eventType}`, EVENT_NAMESPACE);

// A UUID, because Node draws the bytes of many at once: randomBytes asks the system for each, which was a twentieth of
// the work of a rejection.
export const newTraceId = (): string => randomUUID().replaceAll('-', '');
/** 64 bits of a UUID, none of those that are the same in all. */
export const newSpanId = (): string => {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(-8);
};

/** The W3C header of the step that made an event. It is recorded unless the one that caused it is not. */
const traceparentOf = ({ traceId, spanId }: EventMetadata, parent: string | undefined): string =>
  `00-${traceId}-${spanId}-${parent?.endsWith('-00') ? '00' : '01'}`;

/** What identifies the booking that an event is about: for log lines and traces. */
export const idsOf = ({ payload, metadata }: EventOn<TopicName>): { bookingId: string; traceId: string } => ({
  bookingId: payload.bookingId,
  traceId: metadata.traceId,
});

export interface EventSpec<T extends TopicName> {
  topic: T;
  eventType: EventOn<T>['eventType'];
  payload: EventOn<T>['payload'];
  origin: ServiceName;
  /** From the event or call that caused this one. */
  traceId: string;
  /** The traceparent of the step that says it, where that is known; its sampled flag goes on. */
  parent?: string | undefined;
  nowMs: number;
}

/** A record ready for its topic: key and headers settled, value not yet encoded. */
export interface OutgoingEvent<T extends TopicName = TopicName> {
  topic: T;
  key: string;
  event: EventOn<T>;
  headers: { traceparent: string; 'said-again'?: string };
  parent?: string;
}

/** Builds an event in the common envelope; its id is deterministic, its span is new. */
export function eventOf<T extends TopicName>(spec: EventSpec<T>): OutgoingEvent<T> {
  const metadata = { traceId: spec.traceId, spanId: newSpanId(), origin: spec.origin };
  const event = {
    eventId: eventIdOf(spec.payload.bookingId, spec.eventType),
    eventType: spec.eventType,
    timestamp: spec.nowMs,
    payload: spec.payload,
    metadata,
  } as EventOn<T>;
  return {
    topic: spec.topic,
    key: spec.payload.propertyId,
    event,
    headers: { traceparent: traceparentOf(metadata, spec.parent) },
    ...(spec.parent === undefined ? {} : { parent: spec.parent }),
  };
}

/** The same event once more, because somebody asked: the header tells it from one that a fault repeated. */
export const saidAgain = <T extends TopicName>(said: OutgoingEvent<T>): OutgoingEvent<T> => ({
  ...said,
  headers: { ...said.headers, 'said-again': 'true' },
});

/** What every event says of its booking. */
export type BookingFacts = EventOn<'booking.requests'>['payload'];

/** The facts alone, without what one event type adds to them. */
export const factsOf = ({
  bookingId,
  propertyId,
  userId,
  amount,
  currency,
  dates,
}: BookingFacts): BookingFacts => ({
  bookingId,
  propertyId,
  userId,
  amount,
  currency,
  dates,
});
