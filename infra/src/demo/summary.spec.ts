import { expect } from 'chai';
import { bookingOf } from './booking.ts';
import type { LedgerBooking } from './engine-apis.ts';
import { countBy, isGood, type Posted, percentiles, summarise } from './summary.ts';

const START_MS = Date.parse('2026-01-01T00:00:00Z');

const posted = (line: number, refusal: string | null = null): Posted => ({
  booking: bookingOf(
    { line, bookedOn: '2015-01-01', arrivalDate: '2015-02-01', hotel: 'h', nights: 1, averageDailyRate: '1' },
    'tag',
  ),
  postedAtMs: START_MS,
  answeredAfterMs: 5,
  refusal,
});

const document = (
  { booking }: Posted,
  status: LedgerBooking['status'],
  steps: [action: string, afterMs: number, reason?: string][],
): [string, LedgerBooking] => [
  booking.bookingId,
  {
    ...{ _id: booking.bookingId, propertyId: booking.propertyId, status },
    payment: { amount: '1.00', currency: 'EUR', status: '' },
    auditLog: steps.map(([action, afterMs, reason]) => ({
      action,
      timestamp: new Date(START_MS + afterMs).toISOString(),
      ...(reason && { reason }),
    })),
  },
];

const none = { properties: [], unbalancedNights: 0, moneyMismatches: [], refunds: 0, runTag: 'tag' };

describe('the summary', () => {
  it('counts outcomes and reasons and takes times from the step that settled the booking', () => {
    const [paid, declined, full, refused] = [posted(2), posted(3), posted(4), posted(5, 'nights: none')];
    const documents = new Map([
      document(paid, 'CONFIRMED', [
        ['RECEIVED', 1],
        ['PAYMENT_SUCCESS', 200],
      ]),
      document(declined, 'FAILED', [
        ['PAYMENT_FAILED', 100, 'DECLINED'],
        ['INVENTORY_RELEASED', 5_000, 'PAYMENT_FAILED'],
      ]),
      document(full, 'FAILED', [['INVENTORY_REJECTED', 10, 'SOLD_OUT']]),
    ]);
    const summary = summarise({ ...none, posted: [paid, declined, full, refused], documents });
    expect(summary).to.deep.include({
      ...{ accepted: 3, refused: 1, confirmed: 1, failed: 2, oversold: 0, moneyMismatches: 0, unsettled: 0 },
      toOutcomeMs: { p50: 100, p99: 200 },
      refusedReasons: { 'nights: none': 1 },
      failedReasons: { DECLINED: 1, SOLD_OUT: 1 },
      bookingsPerSecond: 15,
    });
    expect(isGood(summary)).to.equal(true);
  });

  it('counts a booking without an outcome, or without a document, as unsettled', () => {
    const [open, unknown] = [posted(2), posted(3)];
    const documents = new Map([document(open, 'RESERVED', [['INVENTORY_RESERVED', 3]])]);
    const summary = summarise({ ...none, posted: [open, unknown], documents });
    expect(summary).to.include({ accepted: 2, confirmed: 0, failed: 0, unsettled: 2 });
    expect(isGood(summary)).to.equal(false);
  });

  it('counts what guests have cancelled apart, with the refunds; their first outcome is what took time', () => {
    const [gone, early] = [posted(2), posted(3)];
    const documents = new Map([
      document(gone, 'CANCELLED', [
        ['PAYMENT_SUCCESS', 200],
        ['PAYMENT_REFUNDED', 90_000, 'CANCELLED'],
      ]),
      document(early, 'CANCELLED', [['PAYMENT_FAILED', 100, 'CANCELLED']]),
    ]);
    const toBeCancelled = new Set([gone.booking.bookingId, early.booking.bookingId]);
    const summary = summarise({ ...none, posted: [gone, early], documents, toBeCancelled, refunds: 1 });
    expect(summary).to.deep.include({
      ...{ confirmed: 0, failed: 0, cancelled: 2, refunds: 1, unsettled: 0, failedReasons: {} },
      toOutcomeMs: { p50: 100, p99: 200 },
    });
    expect(isGood(summary)).to.equal(true);
  });

  it('counts a booking as unsettled that was to be cancelled and is still confirmed', () => {
    const one = posted(2);
    const documents = new Map([document(one, 'CONFIRMED', [['PAYMENT_SUCCESS', 1]])]);
    const toBeCancelled = new Set([one.booking.bookingId]);
    expect(summarise({ ...none, posted: [one], documents, toBeCancelled })).to.include({ unsettled: 1 });
    expect(summarise({ ...none, posted: [one], documents })).to.include({ unsettled: 0, confirmed: 1 });
  });

  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentiles(values)).to.deep.equal({ p50: 100, p99: 198 });
    expect(percentiles([])).to.deep.equal({ p50: 0, p99: 0 });
  });

  it('lists the most frequent reason first', () => {
    expect(Object.entries(countBy(['a', 'b', 'b']))).to.deep.equal([
      ['b', 2],
      ['a', 1],
    ]);
  });
});
