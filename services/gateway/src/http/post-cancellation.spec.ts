import { randomUUID } from 'node:crypto';
import { eventIdOf } from '@wanderluxe/schemas';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { BookingRequest } from '../domain/booking-request.ts';
import type { BookingStatus } from '../domain/known-booking.ts';
import { NotPublishedError } from '../ports.ts';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { type Answer, GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

/** Longer than a look, shorter than the patience of a test. */
const VISIBLE_WITHIN_MS = 400;

describe('POST /api/v1/bookings/{id}/cancellation', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  let request: BookingRequest;
  beforeEach(async () => {
    edges = new MemoryEdges();
    request = aBooking({ amount: '5000.10' });
    const limits = {
      MAX_IN_FLIGHT: '3',
      VISIBLE_WITHIN_MS: String(VISIBLE_WITHIN_MS),
      ACCEPT_TIMEOUT_MS: '200',
    };
    gateway = await GatewayUnderTest.start(limits, edges);
  });
  afterEach(async () => {
    edges.requests.acknowledgeHeld();
    await gateway.stop();
  });

  /** Lets the ledger show the booking so. */
  const ledgerShows = (status: BookingStatus, ...more: string[]) => {
    const booking = aLedgerBooking(request);
    const auditLog = ['RECEIVED', ...more].map((action) => ({ action, timestamp: booking.createdAt }));
    edges.known.bookings.set(request.bookingId, { ...booking, status, auditLog });
  };
  const claim = (state: 'in_progress' | 'accepted') => {
    const { bookingId } = request;
    return edges.claims.take({ bookingId, key: randomUUID(), fingerprint: 'f', token: 't', state }, 60_000);
  };
  const cancel = (body?: unknown, headers?: Record<string, string>) =>
    gateway.cancel(request.bookingId, body, headers);
  const published = () => edges.requests.published;

  const expectRefused = ({ status, headers, body }: Answer, expected: number, code: string) => {
    expect([status, body.code]).to.deep.equal([expected, code]);
    if (expected === 503) expect(Number(headers.get('retry-after'))).to.be.greaterThan(0);
  };

  describe('202', () => {
    for (const status of ['PENDING', 'RESERVED', 'CONFIRMED'] as const) {
      it(`a booking that is ${status}: its facts and the reason are published under its property`, async () => {
        ledgerShows(status);
        const { status: code, headers, body } = await cancel({ reason: 'plans changed' });
        const self = `/api/v1/bookings/${request.bookingId}`;
        expect(code).to.equal(202);
        expect(headers.get('location')).to.equal(self);
        const links = { self, events: `${self}/events` };
        expect(body).to.deep.equal({ bookingId: request.bookingId, status, links });
        expect(published()).to.have.length(1);
        expect(published()[0]).to.deep.include({ topic: 'booking.cancellations', key: request.propertyId });
        expect(published()[0]?.event).to.deep.include({
          eventType: 'BOOKING_CANCELLATION_REQUESTED',
          payload: {
            bookingId: request.bookingId,
            propertyId: request.propertyId,
            userId: request.userId,
            amount: '5000.10',
            currency: 'USD',
            reason: 'plans changed',
          },
        });
      });
    }

    it('without a body, and without a reason: the reason is empty', async () => {
      ledgerShows('CONFIRMED');
      expect((await cancel()).status).to.equal(202);
      expect((await cancel({})).status).to.equal(202);
      expect(published().map(({ event }) => event.payload)).to.have.length(2);
      for (const { event } of published()) expect(event.payload).to.include({ reason: '' });
    });

    it('a repetition that the ledger does not show yet publishes the same event', async () => {
      ledgerShows('CONFIRMED');
      await cancel();
      await cancel();
      const eventId = eventIdOf(request.bookingId, 'BOOKING_CANCELLATION_REQUESTED');
      expect(published().map(({ event }) => event.eventId)).to.deep.equal([eventId, eventId]);
    });

    it('asked for before: nothing more is published, also while Kafka is away', async () => {
      ledgerShows('CONFIRMED', 'CANCELLATION_REQUESTED');
      edges.requests.healthy = false;
      const { status, body } = await cancel();
      expect([status, body.status]).to.deep.equal([202, 'CONFIRMED']);
      expect(published()).to.deep.equal([]);
    });

    it('cancelled already: nothing more is published', async () => {
      ledgerShows('CANCELLED', 'CANCELLATION_REQUESTED', 'PAYMENT_FAILED');
      const { status, body } = await cancel();
      expect([status, body.status]).to.deep.equal([202, 'CANCELLED']);
      expect(published()).to.deep.equal([]);
    });

    for (const state of ['accepted', 'in_progress'] as const) {
      it(`waits for a booking whose claim is ${state} until the ledger shows it`, async () => {
        await claim(state);
        const answer = cancel();
        setTimeout(() => ledgerShows('PENDING'), VISIBLE_WITHIN_MS / 4);
        expect((await answer).status).to.equal(202);
        expect(published()).to.have.length(1);
      });
    }

    it('goes on with the trace of the caller, or starts one', async () => {
      ledgerShows('CONFIRMED');
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
      const carried = await cancel({}, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
      const fresh = await cancel({}, { traceparent: 'nonsense' });
      expect(published()[0]?.event.metadata.traceId).to.equal(traceId);
      for (const [index, { headers }] of [carried, fresh].entries()) {
        expect(headers.get('traceparent')).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
        expect(headers.get('traceparent')).to.equal(published()[index]?.headers.traceparent);
      }
    });
  });

  it('404 booking_not_found: neither ledger nor claims know it', async () => {
    expectRefused(await cancel(), 404, 'booking_not_found');
    expect(published()).to.deep.equal([]);
  });

  it('404 booking_not_found: its acceptance failed while it was waited for', async () => {
    await claim('in_progress');
    const answer = cancel();
    setTimeout(() => {
      edges.claims.aheadMs = 61_000;
    }, VISIBLE_WITHIN_MS / 4);
    expectRefused(await answer, 404, 'booking_not_found');
  });

  it('409 booking_failed: the booking failed, whether or not a cancellation was asked for', async () => {
    for (const asked of [[], ['CANCELLATION_REQUESTED']]) {
      ledgerShows('FAILED', ...asked, 'INVENTORY_REJECTED');
      expectRefused(await cancel(), 409, 'booking_failed');
    }
    expect(published()).to.deep.equal([]);
  });

  describe('503', () => {
    for (const state of ['accepted', 'in_progress'] as const) {
      it(`booking_not_visible_yet: the claim is ${state}, and the ledger does not show the booking in time`, async () => {
        await claim(state);
        const startedMs = performance.now();
        expectRefused(await cancel(), 503, 'booking_not_visible_yet');
        expect(performance.now() - startedMs).to.be.greaterThan(VISIBLE_WITHIN_MS - 50);
        ledgerShows('PENDING');
        expect((await cancel()).status).to.equal(202);
      });
    }

    it('ledger_unavailable', async () => {
      ledgerShows('CONFIRMED');
      edges.known.isAway = true;
      expectRefused(await cancel(), 503, 'ledger_unavailable');
    });

    it('redis_unavailable: the ledger does not have it, and the claims cannot be asked', async () => {
      edges.claims.isAway = true;
      expectRefused(await cancel(), 503, 'redis_unavailable');
    });

    it('202 although Redis is away, when the ledger has it', async () => {
      ledgerShows('CONFIRMED');
      edges.claims.isAway = true;
      expect((await cancel()).status).to.equal(202);
    });

    it('kafka_unavailable: the broker is believed to be away', async () => {
      ledgerShows('CONFIRMED');
      edges.requests.healthy = false;
      expectRefused(await cancel(), 503, 'kafka_unavailable');
    });

    it('kafka_unavailable: the event was withdrawn in time; a repetition succeeds', async () => {
      ledgerShows('CONFIRMED');
      edges.requests.mode = 'waiting';
      expectRefused(await cancel(), 503, 'kafka_unavailable');
      edges.requests.acknowledgeHeld();
      expect(published()).to.deep.equal([]);
      edges.requests.mode = 'acknowledge';
      expect((await cancel()).status).to.equal(202);
    });

    it('acceptance_unknown: the client of the broker gave up at once', async () => {
      ledgerShows('CONFIRMED');
      edges.requests.mode = 'give_up';
      expectRefused(await cancel(), 503, 'acceptance_unknown');
    });

    it('acceptance_unknown: with the broker when the time is up; takes its place among what is in flight', async () => {
      ledgerShows('CONFIRMED');
      edges.requests.mode = 'handed_over';
      for (const answer of await Promise.all([cancel(), cancel(), cancel()])) {
        expectRefused(answer, 503, 'acceptance_unknown');
      }
      expectRefused(await cancel(), 503, 'overloaded');
      expectRefused(await gateway.book(aBooking()), 503, 'overloaded');
      edges.requests.failHeld(new NotPublishedError('refused'));
      edges.requests.mode = 'acknowledge';
      await eventually(async () => expect((await cancel()).status).to.equal(202));
    });
  });
});
