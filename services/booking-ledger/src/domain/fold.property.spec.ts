import { expect } from 'chai';
import fc from 'fast-check';
import { atSecond, eventOn } from '../fixtures.ts';
import type { Booking, BookingStatus, InboundTopic, LedgerEvent } from './booking.ts';
import { fold, type NonEmpty } from './fold.ts';

const RUNS = { numRuns: 2_000 };

/** Anything, also what must never happen: contradicting requests, repetitions with another time or content. */
const anyEvent: fc.Arbitrary<LedgerEvent> = fc
  .record({
    topic: fc.constantFrom<InboundTopic>(
      'booking.requests',
      'booking.cancellations',
      'inventory.reserved',
      'inventory.rejected',
      'inventory.released',
      'payment.captured',
      'payment.failed',
      'payment.refunded',
    ),
    second: fc.nat(3),
    variant: fc.nat(2),
  })
  .map(({ topic, second, variant }) =>
    eventOn(topic, { atMs: atSecond(second), payload: contradictions(topic, variant) }),
  );

function contradictions(topic: InboundTopic, variant: number): object {
  const reasons: Partial<Record<InboundTopic, string[]>> = {
    'inventory.released': ['PAYMENT_FAILED', 'CANCELLED', 'HOLD_EXPIRED'],
    'inventory.rejected': ['SOLD_OUT', 'UNKNOWN_PROPERTY', 'OTHER'],
  };
  const reason = reasons[topic]?.[variant];
  return {
    userId: `user-${variant}`,
    propertyId: `prop-${variant % 2}`,
    amount: `${variant}.5`,
    ...(reason && { reason }),
    ...(topic === 'payment.captured' && { transactionId: variant === 0 ? null : `tx-${variant}` }),
  };
}

const e = eventOn;
const request = e('booking.requests');
const reserved = e('inventory.reserved');
const captured = e('payment.captured');
const declined = e('payment.failed');
const refunded = e('payment.refunded');
const asked = e('booking.cancellations');
const released = (reason: 'PAYMENT_FAILED' | 'CANCELLED' | 'HOLD_EXPIRED') =>
  e('inventory.released', { payload: { reason } });

/** Every way in which a booking can go. */
const histories: Record<string, NonEmpty<LedgerEvent>> = {
  confirmed: [request, reserved, captured],
  soldOut: [request, e('inventory.rejected')],
  soldOutWhileCancelling: [request, asked, e('inventory.rejected')],
  declined: [request, reserved, declined, released('PAYMENT_FAILED')],
  declinedWhileCancelling: [request, reserved, asked, declined, released('PAYMENT_FAILED')],
  expired: [request, reserved, released('HOLD_EXPIRED')],
  expiredCapturedLate: [request, reserved, released('HOLD_EXPIRED'), captured, refunded],
  expiredWhileCancelling: [request, reserved, asked, released('HOLD_EXPIRED'), captured, refunded],
  cancelledBeforeCharge: [request, reserved, asked, released('CANCELLED')],
  cancelledInFlight: [request, reserved, asked, released('CANCELLED'), captured, refunded],
  cancelledAfterCapture: [request, reserved, captured, asked, refunded, released('CANCELLED')],
};

const legal: Record<BookingStatus, BookingStatus[]> = {
  PENDING: ['RESERVED', 'CONFIRMED', 'FAILED', 'CANCELLED'],
  RESERVED: ['CONFIRMED', 'FAILED', 'CANCELLED'],
  CONFIRMED: ['CANCELLED'],
  FAILED: [],
  CANCELLED: [],
};

/** Folds in batches, cut after the places given. */
function inBatches(events: readonly LedgerEvent[], cuts: ReadonlySet<number>): Booking[] {
  const states: Booking[] = [];
  let batch: LedgerEvent[] = [];
  for (const [index, event] of events.entries()) {
    batch.push(event);
    if (!cuts.has(index) && index < events.length - 1) continue;
    states.push(fold(states.at(-1), batch as unknown as NonEmpty<LedgerEvent>));
    batch = [];
  }
  return states;
}

const cuts = fc.uniqueArray(fc.nat(40)).map((places) => new Set(places));

/** All of the events at least once, some again, shuffled. */
const deliveriesOf = (events: NonEmpty<LedgerEvent>) =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 8 })
    .chain((again) =>
      fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
    );

describe('the fold, for all inputs', () => {
  it('gives one document for a set of events, in any order, repetition and division into batches', () => {
    const cases = fc
      .array(anyEvent, { minLength: 1, maxLength: 12 })
      .chain((events) =>
        fc.tuple(fc.constant(events), deliveriesOf(events as unknown as NonEmpty<LedgerEvent>), cuts),
      );
    fc.assert(
      fc.property(cases, ([events, delivered, places]) => {
        const atOnce = fold(undefined, events as unknown as NonEmpty<LedgerEvent>);
        expect(inBatches(delivered, places).at(-1)).to.deep.equal(atOnce);
      }),
      RUNS,
    );
  });

  it('counts each event once in version and audit log, in event-time order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), (events) => {
        const booking = fold(undefined, events as unknown as NonEmpty<LedgerEvent>);
        const times = booking.auditLog.map(({ timestampMs }) => timestampMs);
        expect(booking.version).to.equal(new Set(events.map(({ eventId }) => eventId)).size);
        expect(booking.auditLog).to.have.length(booking.version);
        expect(times).to.deep.equal([...times].sort((a, b) => a - b));
        expect([booking.createdAtMs, booking.updatedAtMs]).to.deep.equal([times[0], times.at(-1)]);
      }),
      RUNS,
    );
  });

  for (const [name, history] of Object.entries(histories)) {
    it(`makes only legal transitions, however a booking's story arrives: ${name}`, () => {
      const late = name === 'expiredCapturedLate' || name === 'expiredWhileCancelling';
      const allowed = { ...legal, CONFIRMED: late ? ['FAILED'] : legal.CONFIRMED };
      fc.assert(
        fc.property(deliveriesOf(history), cuts, (delivered, places) => {
          const states = inBatches(delivered, places).map(({ status }) => status);
          for (const [index, status] of states.entries()) {
            const before = states[index - 1] ?? 'PENDING';
            if (status !== before) expect(allowed[before], `${states}`).to.include(status);
          }
          expect(states.at(-1)).to.equal(fold(undefined, history).status);
        }),
        RUNS,
      );
    });
  }
});
