import type { PaymentFailureReason, RefundReason, ReleaseReason } from '@wanderluxe/schemas';
import { expect } from 'chai';
import fc from 'fast-check';
import { atSecond, eventOn } from '../fixtures.ts';
import type { Booking, BookingStatus, InboundTopic, LedgerEvent } from './booking.ts';
import { fold, type NonEmpty } from './fold.ts';
import { outcomesOf } from './outcome.ts';

const RUNS = { numRuns: 10_000 };
/** For each of the stories below. */
const STORY_RUNS = { numRuns: 2_000 };

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
    'inventory.released': ['PAYMENT_FAILED', 'CANCELLED', 'OVERSOLD'],
    'inventory.rejected': ['SOLD_OUT', 'UNKNOWN_PROPERTY', 'OTHER'],
    'payment.failed': ['DECLINED', 'CANCELLED', 'HOLD_EXPIRED'],
    'payment.refunded': ['CANCELLED', 'HOLD_EXPIRED', 'OVERSOLD'],
    'booking.cancellations': ['plans changed', 'ill', ''],
  };
  const reason = reasons[topic]?.[variant];
  return {
    userId: `user-${variant}`,
    propertyId: `prop-${variant % 2}`,
    amount: `${variant}.5`,
    ...(reason !== undefined && { reason }),
    ...(topic === 'payment.captured' && { transactionId: variant === 0 ? null : `tx-${variant}` }),
  };
}

const e = eventOn;
const request = e('booking.requests');
const reserved = e('inventory.reserved');
const captured = e('payment.captured');
const asked = e('booking.cancellations');
const soldOut = e('inventory.rejected');

const failed = (reason: PaymentFailureReason) => e('payment.failed', { payload: { reason } });
const refunded = (reason: RefundReason) => e('payment.refunded', { payload: { reason } });
const released = (reason: ReleaseReason) => e('inventory.released', { payload: { reason } });

interface Story {
  readonly events: NonEmpty<LedgerEvent>;
  readonly ends: BookingStatus;
}

/** Every way in which a booking can go, payment being the arbiter: captured and perhaps refunded, or failed. */
const stories: Record<string, Story> = {
  confirmed: { events: [request, reserved, captured], ends: 'CONFIRMED' },
  'sold out': { events: [request, soldOut], ends: 'FAILED' },
  'sold out while cancelling': { events: [request, asked, soldOut], ends: 'FAILED' },
  declined: {
    events: [request, reserved, failed('DECLINED'), released('PAYMENT_FAILED')],
    ends: 'FAILED',
  },
  'declined while cancelling': {
    events: [request, reserved, asked, failed('DECLINED'), released('PAYMENT_FAILED')],
    ends: 'FAILED',
  },
  'cancellation after the decline': {
    events: [request, reserved, failed('DECLINED'), asked, released('PAYMENT_FAILED')],
    ends: 'FAILED',
  },
  expired: {
    events: [request, reserved, failed('HOLD_EXPIRED'), released('HOLD_EXPIRED')],
    ends: 'FAILED',
  },
  'expired while cancelling': {
    events: [request, reserved, asked, failed('HOLD_EXPIRED'), released('HOLD_EXPIRED')],
    ends: 'FAILED',
  },
  'oversold, refunded': {
    events: [request, reserved, captured, released('OVERSOLD'), refunded('OVERSOLD')],
    ends: 'CANCELLED',
  },
  'oversold before the charge': {
    events: [request, reserved, released('OVERSOLD'), failed('OVERSOLD')],
    ends: 'CANCELLED',
  },
  'oversold while in flight, and declined': {
    events: [request, reserved, released('OVERSOLD'), failed('DECLINED')],
    ends: 'FAILED',
  },
  'oversold while cancelling': {
    events: [request, reserved, captured, asked, released('OVERSOLD'), refunded('CANCELLED')],
    ends: 'CANCELLED',
  },
  'released under it, refunded': {
    events: [request, reserved, captured, released('OTHER'), refunded('ROOMS_RELEASED')],
    ends: 'FAILED',
  },
  'released under it while its charge is in flight, refunded': {
    events: [request, reserved, released('OVERSOLD'), captured, refunded('OVERSOLD')],
    ends: 'CANCELLED',
  },
  'released under it while cancelling': {
    events: [request, reserved, captured, asked, released('OVERSOLD'), refunded('CANCELLED')],
    ends: 'CANCELLED',
  },
  'cancelled before the reservation': {
    events: [request, asked, reserved, failed('CANCELLED'), released('CANCELLED')],
    ends: 'CANCELLED',
  },
  'cancelled before the charge, or while unknown and never charged': {
    events: [request, reserved, asked, failed('CANCELLED'), released('CANCELLED')],
    ends: 'CANCELLED',
  },
  'cancelled in flight, or while unknown, then refunded': {
    events: [request, reserved, asked, captured, refunded('CANCELLED'), released('CANCELLED')],
    ends: 'CANCELLED',
  },
  'cancelled after the capture': {
    events: [request, reserved, captured, asked, refunded('CANCELLED'), released('CANCELLED')],
    ends: 'CANCELLED',
  },
};

const legal: Record<BookingStatus, BookingStatus[]> = {
  PENDING: ['RESERVED', 'CONFIRMED', 'FAILED', 'CANCELLED'],
  RESERVED: ['CONFIRMED', 'FAILED', 'CANCELLED'],
  CONFIRMED: ['CANCELLED'],
  FAILED: [],
  CANCELLED: [],
};

/** What was captured and paid back for another reason than a cancellation was confirmed meanwhile. */
const legalIn = ({ events, ends }: Story): typeof legal =>
  ends === 'FAILED' && events.includes(captured) ? { ...legal, CONFIRMED: ['FAILED'] } : legal;

/** Cut after the places given. */
function batchesOf(events: readonly LedgerEvent[], cuts: ReadonlySet<number>): NonEmpty<LedgerEvent>[] {
  const starts = [0, ...[...cuts].map((place) => place + 1).filter((start) => start < events.length)];
  const inOrder = starts.sort((a, b) => a - b);
  return inOrder.map(
    (start, index) => events.slice(start, inOrder[index + 1]) as unknown as NonEmpty<LedgerEvent>,
  );
}

/** The booking after each batch. */
function inBatches(events: readonly LedgerEvent[], cuts: ReadonlySet<number>): Booking[] {
  const states: Booking[] = [];
  for (const batch of batchesOf(events, cuts)) states.push(fold(states.at(-1), batch));
  return states;
}

/** What is said of the booking's end, batch after batch. */
function saidOf(events: readonly LedgerEvent[], cuts: ReadonlySet<number>): string[] {
  const states = inBatches(events, cuts);
  return batchesOf(events, cuts).flatMap((batch, index) => {
    const outcomes = outcomesOf(states[index - 1], states[index] as Booking, batch);
    return outcomes.map(({ event }) => event.eventType);
  });
}

const cuts = fc.uniqueArray(fc.nat(40)).map((places) => new Set(places));

/** All of the events at least once, some again, shuffled. */
const deliveriesOf = (events: NonEmpty<LedgerEvent>) =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 8 })
    .chain((again) =>
      fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
    );

describe('the fold, for all inputs', function allInputs() {
  this.timeout(120_000);
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

  it('never leaves CANCELLED, whatever is heard', () => {
    const oneOfEach = { minLength: 1, selector: ({ eventType }: LedgerEvent) => eventType };
    fc.assert(
      fc.property(fc.uniqueArray(anyEvent, oneOfEach), cuts, (delivered, places) => {
        const states = inBatches(delivered, places).map(({ status }) => status);
        const first = states.indexOf('CANCELLED');
        if (first >= 0) expect(new Set(states.slice(first))).to.deep.equal(new Set(['CANCELLED']));
      }),
      RUNS,
    );
  });

  for (const [name, story] of Object.entries(stories)) {
    it(`makes only legal transitions, however a booking's story arrives: ${name}`, () => {
      const allowed = legalIn(story);
      fc.assert(
        fc.property(deliveriesOf(story.events), cuts, (delivered, places) => {
          const states = inBatches(delivered, places).map(({ status }) => status);
          for (const [index, status] of states.entries()) {
            const before = states[index - 1] ?? 'PENDING';
            if (status !== before) expect(allowed[before], `${states}`).to.include(status);
          }
          expect(states.at(-1)).to.equal(story.ends);
        }),
        STORY_RUNS,
      );
    });

    it(`says each end, the last one last, a confirmation that is taken back in front of it again: ${name}`, () => {
      fc.assert(
        fc.property(deliveriesOf(story.events), cuts, (delivered, places) => {
          const said = saidOf(delivered, places);
          expect(said.at(-1)).to.equal(`BOOKING_${story.ends}`);
          const confirmed = 'BOOKING_CONFIRMED';
          if (said.length > 1) expect(said.slice(0, -1)).to.deep.equal([confirmed, confirmed]);
        }),
        STORY_RUNS,
      );
    });
  }
});
