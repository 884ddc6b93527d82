import { eventOf, newTraceId } from '@wanderluxe/schemas';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { payloadOf } from '../domain/booking-request.ts';
import { cancellationOf } from '../domain/cancellation.ts';
import type { ClientRequest, ClientRequests } from '../ports.ts';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';

export interface ClientRequestsFixture {
  readonly requests: ClientRequests;
  /** The events of a booking that are on the topics, as a consumer sees them. */
  published(
    bookingId: string,
  ): readonly { topic: string; key: string; traceparent: string; event: unknown }[];
}

const aRequest = (): ClientRequest =>
  eventOf({
    topic: 'booking.requests',
    eventType: 'BOOKING_INITIATED',
    payload: payloadOf(aBooking({ amount: '12.5' })),
    origin: 'gateway',
    traceId: newTraceId(),
    nowMs: Date.now(),
  });
const aCancellation = (): ClientRequest =>
  eventOf({
    topic: 'booking.cancellations',
    eventType: 'BOOKING_CANCELLATION_REQUESTED',
    payload: cancellationOf(aLedgerBooking(aBooking({ amount: '12.5' })), 'plans changed'),
    origin: 'gateway',
    traceId: newTraceId(),
    nowMs: Date.now(),
  });
const bookingIdOf = ({ event }: ClientRequest): string => event.payload.bookingId;
const notWithdrawn = () => new AbortController().signal;

/** What every way to publish accepted bookings promises. */
export function describeClientRequestsBehaviour(name: string, make: () => ClientRequestsFixture): void {
  describe(`ClientRequests: ${name}`, () => {
    let fixture: ClientRequestsFixture;
    before(() => {
      fixture = make();
    });

    for (const [what, anEvent] of Object.entries({
      'a booking': aRequest,
      'a cancellation': aCancellation,
    })) {
      it(`has the event of ${what} on its topic, unchanged, under its key and trace`, async () => {
        const outgoing = anEvent();
        await fixture.requests.publish(outgoing, notWithdrawn());
        await eventually(() => {
          const { topic, key, headers, event } = outgoing;
          const expected = [{ topic, key, traceparent: headers.traceparent, event }];
          expect(fixture.published(bookingIdOf(outgoing))).to.deep.equal(expected);
        });
      });
    }

    it('publishes many at once, each one', async () => {
      const events = Array.from({ length: 25 }, () => [aRequest(), aCancellation()]).flat();
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
