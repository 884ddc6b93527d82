import { type Decisions, handleBatch, type IncomingRecord, type Received } from '@wanderluxe/messaging';
import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import type { BookingFacts, OutgoingEvent, ReleaseReason } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { MemoryBookings } from '../adapters/memory-bookings.ts';
import { MemoryOpenBookings } from '../adapters/memory-open-bookings.ts';
import type { LedgerEvent } from '../domain/booking.ts';
import { atSecond, eventOn, traceId } from '../fixtures.ts';
import { noMetrics } from '../metrics.ts';
import type { BookingChange } from '../ports.ts';
import { foldBookingEvents } from './fold-booking-events.ts';

const request = eventOn('booking.requests');
const reserved = eventOn('inventory.reserved');
const rejected = eventOn('inventory.rejected');
const captured = eventOn('payment.captured');
const declined = eventOn('payment.failed');
const compensated = eventOn('inventory.released');
const asked = eventOn('booking.cancellations', { trace: 'c'.repeat(32) });
const refunded = eventOn('payment.refunded', { trace: 'c'.repeat(32) });
const cancelled = eventOn('inventory.released', {
  payload: { reason: 'CANCELLED' },
  trace: 'c'.repeat(32),
});
const calledOff = eventOn('payment.failed', { payload: { reason: 'CANCELLED' }, trace: 'c'.repeat(32) });
const expired = eventOn('payment.failed', { payload: { reason: 'HOLD_EXPIRED' } });
const ended = eventOn('inventory.released', { payload: { reason: 'HOLD_EXPIRED' } });
const released = (reason: ReleaseReason) => eventOn('inventory.released', { payload: { reason } });
const takenAway = released('OTHER');
const paidBack = eventOn('payment.refunded', { payload: { reason: 'ROOMS_RELEASED' } });

const NOW_MS = atSecond(59);
const OVERDUE_MS = 1_000;

/** The handler over a store in memory, run as the runner does: one transaction a batch. */
function makeLedger() {
  const bookings = new MemoryBookings();
  const unitOfWork = new MemoryUnitOfWork();
  const openBookings = new MemoryOpenBookings();
  const handler = foldBookingEvents({
    bookings,
    openBookings,
    overdueMs: OVERDUE_MS,
    metrics: noMetrics,
    nowMs: () => NOW_MS,
  });
  const decide = async (...events: LedgerEvent[]) => {
    const batch = events.map((event): Received<LedgerEvent> => {
      return { event, record: { headers: {} } as IncomingRecord, prepared: undefined };
    });
    return handler.decide(batch, await handler.gather(batch));
  };
  const save = ({ changes }: Decisions<BookingChange>) => unitOfWork.run((tx) => handler.save(tx, changes));
  const said: OutgoingEvent<'booking.outcomes'>['event'][] = [];
  return {
    handler,
    unitOfWork,
    decide,
    save,
    said,
    outcomes: () => said.map(({ eventType, payload }) => [eventType, payload.reason]),
    async hears(...events: LedgerEvent[]) {
      const decisions = await decide(...events);
      await save(decisions);
      said.push(...decisions.events.map(({ event }) => event as (typeof said)[number]));
      return decisions;
    },
    booking: async (id = 'b-1') => (await bookings.find([id]))[0],
    /** Rows of what is open, with the ids of their bookings. */
    async open() {
      const rows = await openBookings.due(NOW_MS + OVERDUE_MS, 99);
      return rows.map((row) => row.bookings.map(({ bookingId }) => bookingId));
    },
    openBookings,
  };
}

describe('fold-booking-events', () => {
  let ledger: ReturnType<typeof makeLedger>;
  beforeEach(() => {
    ledger = makeLedger();
  });

  it('lets only those events wait under load that end nothing and ask for nothing', () => {
    const { handler } = makeLedger();
    const events = [request, reserved, rejected, captured, declined, compensated, asked, refunded];
    const waiting = events.filter((event) => handler.mayWait?.(event));
    expect(waiting).to.deep.equal([request, reserved]);
  });

  it('records a booking step by step', async () => {
    const seen = [];
    for (const event of [request, reserved, captured]) {
      await ledger.hears(event);
      seen.push((await ledger.booking())?.status);
    }
    expect(seen).to.deep.equal(['PENDING', 'RESERVED', 'CONFIRMED']);
    expect((await ledger.booking())?.version).to.equal(3);
  });

  it('folds several events of a booking into one write, bookings apart', async () => {
    const other = eventOn('booking.requests', { payload: { bookingId: 'b-2' } });
    const { changes } = await ledger.hears(request, other, reserved, captured);
    expect(changes.map(({ after }) => [after.bookingId, after.status])).to.deep.equal([
      ['b-1', 'CONFIRMED'],
      ['b-2', 'PENDING'],
    ]);
  });

  describe('outcomes', () => {
    it('tells a confirmation with the facts, the transaction and the trace of the event that decided', async () => {
      await ledger.hears(request, reserved);
      const { events } = await ledger.hears(captured);
      const [outcome] = events as OutgoingEvent<'booking.outcomes'>[];
      expect(outcome?.topic).to.equal('booking.outcomes');
      expect(outcome?.key).to.equal('prop-1');
      expect(outcome?.headers.traceparent).to.contain(traceId);
      expect(outcome?.event).to.deep.include({
        eventType: 'BOOKING_CONFIRMED',
        timestamp: captured.timestamp,
        payload: {
          bookingId: 'b-1',
          propertyId: 'prop-1',
          userId: 'user-1',
          amount: '5000.00',
          currency: 'USD',
          dates: { checkIn: '2026-03-01', checkOut: '2026-03-04' },
          reason: null,
          transactionId: 'tx-1',
        },
      });
      expect(outcome?.event.metadata).to.include({ traceId, origin: 'booking-ledger' });
    });

    const endings: [name: string, events: LedgerEvent[], outcome: [string, string | null]][] = [
      ['captured', [request, reserved, captured], ['BOOKING_CONFIRMED', null]],
      ['sold out', [request, rejected], ['BOOKING_FAILED', 'SOLD_OUT']],
      [
        'unknown property',
        [request, eventOn('inventory.rejected', { payload: { reason: 'UNKNOWN_PROPERTY' } })],
        ['BOOKING_FAILED', 'UNKNOWN_PROPERTY'],
      ],
      ['declined', [request, reserved, declined, compensated], ['BOOKING_FAILED', 'DECLINED']],
      ['compensation heard of first', [request, compensated, declined], ['BOOKING_FAILED', 'DECLINED']],
      ['hold expired', [request, reserved, expired, ended], ['BOOKING_FAILED', 'HOLD_EXPIRED']],
      [
        'cancelled before the reservation',
        [request, asked, reserved, calledOff, cancelled],
        ['BOOKING_CANCELLED', 'CANCELLED'],
      ],
      [
        'cancelled in time',
        [request, reserved, asked, calledOff, cancelled],
        ['BOOKING_CANCELLED', 'CANCELLED'],
      ],
      [
        'release of a cancellation heard of first',
        [request, cancelled, calledOff, reserved, asked],
        ['BOOKING_CANCELLED', 'CANCELLED'],
      ],
      [
        'declined while being cancelled',
        [request, reserved, asked, declined, compensated],
        ['BOOKING_FAILED', 'DECLINED'],
      ],
    ];
    for (const [name, events, outcome] of endings) {
      it(`${name}: ${outcome.join(' ')}, once`, async () => {
        for (const event of events) await ledger.hears(event);
        expect(ledger.outcomes()).to.deep.equal([outcome]);
      });
    }

    it('tells a cancellation after the confirmation, under the trace of the cancellation', async () => {
      await ledger.hears(request, reserved, captured);
      for (const event of [asked, refunded, cancelled]) await ledger.hears(event);
      expect(ledger.outcomes()).to.deep.equal([
        ['BOOKING_CONFIRMED', null],
        ['BOOKING_CONFIRMED', null],
        ['BOOKING_CANCELLED', 'CANCELLED'],
      ]);
      expect(ledger.said.at(-1)?.metadata.traceId).to.equal('c'.repeat(32));
    });

    it('says the confirmation once more in front of what takes it back: the same event', async () => {
      await ledger.hears(request, reserved, captured);
      await ledger.hears(refunded);
      const [first, again, last] = ledger.said;
      const same = ({ eventId, eventType, timestamp, payload }: NonNullable<typeof first>) => ({
        eventId,
        eventType,
        timestamp,
        payload,
      });
      expect(first && same(first)).to.deep.equal(again && same(again));
      expect(last).to.include({ eventType: 'BOOKING_CANCELLED', timestamp: refunded.timestamp });
    });

    it('says nothing for a request to cancel alone', async () => {
      await ledger.hears(request, reserved, captured);
      const { changes, events } = await ledger.hears(asked);
      expect(changes[0]?.after).to.deep.include({ status: 'CONFIRMED', version: 4 });
      expect(events).to.deep.equal([]);
    });

    it('tells no confirmation when capture and refund come in one batch', async () => {
      await ledger.hears(request, reserved, asked);
      await ledger.hears(captured, refunded);
      await ledger.hears(cancelled);
      expect(ledger.outcomes()).to.deep.equal([['BOOKING_CANCELLED', 'CANCELLED']]);
    });

    it('tells a failure after the confirmation when its rooms are taken away', async () => {
      await ledger.hears(request, reserved, captured);
      for (const event of [paidBack, takenAway]) await ledger.hears(event);
      expect(ledger.outcomes()).to.deep.equal([
        ['BOOKING_CONFIRMED', null],
        ['BOOKING_CONFIRMED', null],
        ['BOOKING_FAILED', 'ROOMS_RELEASED'],
      ]);
    });

    it('tells how it ended only, when one batch holds the whole story', async () => {
      await ledger.hears(request, reserved, captured, asked, refunded, cancelled);
      expect(ledger.outcomes()).to.deep.equal([['BOOKING_CANCELLED', 'CANCELLED']]);
    });
  });

  describe('repeated', () => {
    it('an event that is known changes nothing and says nothing', async () => {
      await ledger.hears(request, reserved, captured);
      const again = await ledger.hears(captured, request);
      expect(again).to.deep.equal({ changes: [], events: [] });
    });

    it('the whole story again says its outcome once', async () => {
      for (const event of [request, reserved, captured, request, reserved, captured])
        await ledger.hears(event);
      expect(ledger.outcomes()).to.deep.equal([['BOOKING_CONFIRMED', null]]);
      expect((await ledger.booking())?.version).to.equal(3);
    });

    it('a request accepted twice counts once, at its first time', async () => {
      await ledger.hears(eventOn('booking.requests', { atMs: atSecond(30) }));
      await ledger.hears(request);
      expect(await ledger.booking()).to.deep.include({ version: 1, createdAtMs: atSecond(0) });
    });

    it('a request accepted twice counts at its first time also when both come in one batch, the later first', async () => {
      const works = [eventOn('booking.requests', { atMs: atSecond(30) }), request].map((event) => ({
        handler: ledger.handler,
        received: { event, record: { headers: {} } as IncomingRecord, prepared: undefined },
      }));
      await handleBatch(works, { commit: (_events, save) => ledger.unitOfWork.run(save) });
      expect(await ledger.booking()).to.deep.include({ version: 1, createdAtMs: atSecond(0) });
    });

    it('an outcome decided again after a crash is the same event', async () => {
      const first = await ledger.decide(request, rejected);
      const second = await ledger.decide(request, rejected);
      const idsOf = ({ events }: typeof first) => events.map(({ event }) => (event as LedgerEvent).eventId);
      expect(idsOf(second)).to.deep.equal(idsOf(first)).and.to.have.length(1);
    });
  });

  describe('late', () => {
    it('a request that arrives after its confirmation takes its place in the log and says nothing new', async () => {
      await ledger.hears(reserved, captured);
      const { changes, events } = await ledger.hears(request);
      expect(changes[0]?.after.auditLog[0]?.action).to.equal('RECEIVED');
      expect(events).to.deep.equal([]);
    });

    it('a reservation that arrives after its failure leaves it failed', async () => {
      await ledger.hears(request, declined);
      await ledger.hears(reserved);
      expect((await ledger.booking())?.status).to.equal('FAILED');
      expect(ledger.outcomes()).to.have.length(1);
    });

    it('a request to cancel that arrives after its refund completes the log and says nothing new', async () => {
      await ledger.hears(request, reserved, captured, refunded, cancelled);
      const { changes, events } = await ledger.hears(asked);
      expect(changes[0]?.after.auditLog.map(({ action }) => action)).to.include('CANCELLATION_REQUESTED');
      expect(changes[0]?.after.status).to.equal('CANCELLED');
      expect(events).to.deep.equal([]);
    });

    it('a release of inventory’s own says nothing before payment does', async () => {
      await ledger.hears(request, reserved, captured);
      await ledger.hears(takenAway);
      expect((await ledger.booking())?.status).to.equal('CONFIRMED');
      expect(ledger.outcomes()).to.deep.equal([['BOOKING_CONFIRMED', null]]);
    });

    it('a capture that arrives after its refund for rooms taken away leaves the booking failed', async () => {
      await ledger.hears(request, reserved, takenAway);
      await ledger.hears(paidBack);
      await ledger.hears(captured);
      const booking = await ledger.booking();
      expect([booking?.status, booking?.payment.status]).to.deep.equal(['FAILED', 'REFUNDED']);
      expect(ledger.outcomes()).to.deep.equal([['BOOKING_FAILED', 'ROOMS_RELEASED']]);
    });
  });

  describe('out of order', () => {
    it('backwards, one by one, the record is the same as forwards', async () => {
      const forwards = makeLedger();
      const story = [request, reserved, declined, compensated];
      for (const event of story) await forwards.hears(event);
      for (const event of [...story].reverse()) await ledger.hears(event);
      expect(await ledger.booking()).to.deep.equal(await forwards.booking());
      expect(ledger.outcomes()).to.deep.equal(forwards.outcomes());
    });

    it('a cancellation backwards ends cancelled and is never told as a failure', async () => {
      const story = [request, reserved, captured, asked, refunded, cancelled];
      for (const event of [...story].reverse()) await ledger.hears(event);
      expect(ledger.outcomes()).to.deep.equal([['BOOKING_CANCELLED', 'CANCELLED']]);
    });
  });

  it('of two instances that read the same, one saves; the other gathers again and has nothing left to say', async () => {
    await ledger.hears(request, reserved);
    const mine = await ledger.decide(captured);
    const theirs = await ledger.decide(captured);
    await ledger.save(theirs);
    const conflict = await ledger.save(mine).catch((error: Error) => error.name);
    expect(conflict).to.equal('ConflictError');
    expect(await ledger.decide(captured)).to.deep.equal({ changes: [], events: [] });
  });

  describe('what is open', () => {
    const other = eventOn('booking.requests', { payload: { bookingId: 'b-2' } });

    it('is one row for all that a batch leaves open, due when its time is up, with dates and trace', async () => {
      await ledger.hears(request, other);
      const [row] = await ledger.openBookings.due(NOW_MS + OVERDUE_MS, 9);
      const { bookingId: _, ...facts } = request.payload as BookingFacts;
      expect(row).to.deep.include({ dueAtMs: NOW_MS + OVERDUE_MS, isAsked: false });
      expect(row?.bookings[0]).to.deep.equal({ bookingId: 'b-1', facts, traceId });
      expect(await ledger.open()).to.deep.equal([['b-1', 'b-2']]);
    });

    it('is nothing that the same batch brought to its end', async () => {
      await ledger.hears(
        request,
        reserved,
        captured,
        other,
        eventOn('inventory.rejected', { payload: { bookingId: 'b-2' } }),
      );
      expect(await ledger.open()).to.deep.equal([]);
    });

    it('is remembered once, however often it is delivered and whatever comes next', async () => {
      await ledger.hears(request);
      await ledger.hears(request);
      await ledger.hears(reserved);
      expect(await ledger.open()).to.deep.equal([['b-1']]);
    });

    it('is also what was heard of first by another event', async () => {
      await ledger.hears(reserved);
      expect(await ledger.open()).to.deep.equal([['b-1']]);
    });

    it('is what is to be cancelled, or lost its rooms, after it was confirmed', async () => {
      await ledger.hears(request, reserved, captured);
      await ledger.hears(asked);
      await ledger.hears(released('OVERSOLD'));
      expect(await ledger.open()).to.deep.equal([['b-1'], ['b-1']]);
    });
  });
});
