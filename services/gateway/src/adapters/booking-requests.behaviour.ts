import { eventOf, newTraceId, type OutgoingEvent } from '@wanderluxe/schemas';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { payloadOf } from '../domain/booking-request.ts';
import type { BookingRequests } from '../ports.ts';
import { aBooking } from '../testing/bookings.ts';

export interface BookingRequestsFixture {
  readonly requests: BookingRequests;
  /** The events of a booking that are on the topic, as a consumer sees them. */
  published(bookingId: string): readonly { key: string; traceparent: string; event: unknown }[];
}

const anEvent = (): OutgoingEvent<'booking.requests'> =>
  eventOf({
    topic: 'booking.requests',
    eventType: 'BOOKING_INITIATED',
    payload: payloadOf(aBooking({ amount: '12.5' })),
    origin: 'gateway',
    traceId: newTraceId(),
    nowMs: Date.now(),
  });
const bookingIdOf = ({ event }: OutgoingEvent<'booking.requests'>): string => event.payload.bookingId;
const notWithdrawn = () => new AbortController().signal;

/** What every way to publish accepted bookings promises. */
export function describeBookingRequestsBehaviour(name: string, make: () => BookingRequestsFixture): void {
  describe(`BookingRequests: ${name}`, () => {
    let fixture: BookingRequestsFixture;
    before(() => {
      fixture = make();
    });

    it('has the event on the topic, unchanged, under its key and trace', async () => {
      const outgoing = anEvent();
      await fixture.requests.publish(outgoing, notWithdrawn());
      await eventually(() => {
        const { key, headers, event } = outgoing;
        const expected = [{ key, traceparent: headers.traceparent, event }];
        expect(fixture.published(bookingIdOf(outgoing))).to.deep.equal(expected);
      });
    });

    it('publishes many at once, each one', async () => {
      const events = Array.from({ length: 50 }, anEvent);
      await Promise.all(events.map((event) => fixture.requests.publish(event, notWithdrawn())));
      await eventually(() => {
        for (const event of events) expect(fixture.published(bookingIdOf(event))).to.have.length(1);
      });
    });

    it('is healthy while the broker answers', () => {
      expect(fixture.requests.isHealthy()).to.equal(true);
    });
  });
}
