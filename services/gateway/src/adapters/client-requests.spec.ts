import { type Codec, type RecordPublisher, WithdrawnError } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { eventOf } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { payloadOf } from '../domain/booking-request.ts';
import { NotPublishedError } from '../ports.ts';
import { aBooking } from '../testing/bookings.ts';
import { describeClientRequestsBehaviour } from './client-requests.behaviour.ts';
import { KafkaClientRequests } from './kafka-client-requests.ts';
import { MemoryClientRequests } from './memory-client-requests.ts';

describeClientRequestsBehaviour('in memory', () => {
  const requests = new MemoryClientRequests();
  return {
    requests,
    published: (bookingId) =>
      requests.published
        .filter(({ event }) => event.payload.bookingId === bookingId)
        .map(({ topic, key, headers, event }) => ({ topic, key, traceparent: headers.traceparent, event })),
  };
});

describe('what a rejection of the publisher says', () => {
  const event = eventOf({
    topic: 'booking.requests',
    eventType: 'BOOKING_INITIATED',
    payload: payloadOf(aBooking()),
    origin: 'gateway',
    traceId: 'a'.repeat(32),
    nowMs: 0,
  });
  const publisherThat = (publish: RecordPublisher['publish']): RecordPublisher => ({
    publish,
    isHealthy: () => true,
    close: async () => undefined,
  });
  const encoding = (encode: Codec['encode']): Codec => ({ encode, decode: () => undefined });
  const fateWith = (codec: Codec, publisher: RecordPublisher) =>
    new KafkaClientRequests(codec, publisher, silentLogger)
      .publish(event, new AbortController().signal)
      .catch((fate: unknown) => fate);
  const empty = encoding(() => Buffer.of());

  it('a withdrawn event is certain not to be published', async () => {
    const publisher = publisherThat(() => Promise.reject(new WithdrawnError()));
    expect(await fateWith(empty, publisher)).to.be.instanceOf(NotPublishedError);
  });

  it('any other fault leaves that open', async () => {
    const publisher = publisherThat(() => Promise.reject(new Error('connection lost')));
    expect(await fateWith(empty, publisher)).not.to.be.instanceOf(NotPublishedError);
  });

  it('an event that cannot be encoded is certain not to be published', async () => {
    const misfit = encoding(() => {
      throw new TypeError('the event does not fit');
    });
    const publisher = publisherThat(() => expect.fail('published'));
    expect(await fateWith(misfit, publisher)).to.be.instanceOf(NotPublishedError);
  });
});
