import type { BookingShown, Hold, Payment } from '@wanderluxe/infra/operate';
import { expect } from 'chai';
import { type BoardSources, STUCK_AFTER_MS, sagaBoard } from './saga-board.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const ago = (ms: number): string => new Date(NOW - ms).toISOString();

const payment = (bookingId: string, status: string, more: Partial<Payment> = {}): Payment => ({
  ...{ bookingId, propertyId: 'hotel', status, intent: 'capture', amount: '10.00', currency: 'EUR' },
  ...{ attempts: 1, refundAttempts: 0, unknownSince: null, detail: null },
  ...{ createdAt: ago(60_000), updatedAt: ago(60_000) },
  ...more,
});
const hold = (bookingId: string, expiryRequestedAt: string | null): Hold => ({
  ...{ bookingId, propertyId: 'hotel', amount: '10.00', currency: 'EUR' },
  ...{ checkIn: '2026-02-01', checkOut: '2026-02-02', holdExpiresAt: ago(10_000), expiryRequestedAt },
});
const booking = (bookingId: string, status: BookingShown['status'], updatedAt: string): BookingShown => ({
  ...{ _id: bookingId, propertyId: 'hotel', userId: 'guest', status, version: 1 },
  ...{ createdAt: updatedAt, updatedAt, auditLog: [] },
  payment: { amount: '10.00', currency: 'EUR', status: 'PENDING' },
});
const sources = (some: Partial<BoardSources>): BoardSources => ({
  payments: { NEEDS_OPERATOR: [], UNKNOWN: [], REFUNDING: [] },
  ...{ holds: [], open: [], limit: 100 },
  ...some,
});
const board = (some: Partial<BoardSources>) => sagaBoard(sources(some), NOW);

describe('sagaBoard', () => {
  it('puts money by its status, with what the bank said', () => {
    const payments = {
      NEEDS_OPERATOR: [payment('b-1', 'NEEDS_OPERATOR', { detail: 'timeout' })],
      UNKNOWN: [payment('b-2', 'UNKNOWN', { unknownSince: ago(90_000) })],
      REFUNDING: [payment('b-3', 'REFUNDING')],
    };
    const { cards } = board({ payments });
    expect(cards.map(({ bookingId, lane, since }) => [bookingId, lane, since])).to.deep.equal([
      ['b-2', 'unknown', ago(90_000)],
      ['b-3', 'compensating', ago(60_000)],
      ['b-1', 'operator', ago(60_000)],
    ]);
    expect(cards[2]?.waitsFor).to.match(/person: timeout$/);
  });

  it('shows a hold as being undone only once payment was asked about it', () => {
    const { cards } = board({ holds: [hold('b-1', null), hold('b-2', ago(5_000))] });
    expect(cards.map(({ bookingId, lane }) => [bookingId, lane])).to.deep.equal([['b-2', 'compensating']]);
  });

  it('calls an open booking stuck from its thirtieth second on', () => {
    const open = [
      [booking('b-1', 'PENDING', ago(STUCK_AFTER_MS - 1))],
      [booking('b-2', 'RESERVED', ago(STUCK_AFTER_MS))],
    ];
    expect(board({ open }).cards.map(({ bookingId, state }) => [bookingId, state])).to.deep.equal([
      ['b-2', 'RESERVED'],
    ]);
  });

  it('shows a booking once, where a person is needed most', () => {
    const payments = { NEEDS_OPERATOR: [payment('b-1', 'NEEDS_OPERATOR')], UNKNOWN: [], REFUNDING: [] };
    const open = [[booking('b-1', 'RESERVED', ago(99_000))]];
    expect(board({ payments, open }).cards.map(({ lane }) => lane)).to.deep.equal(['operator']);
  });

  it('says which lanes may have more than was asked for', () => {
    const payments = { NEEDS_OPERATOR: [payment('b-1', 'NEEDS_OPERATOR')], UNKNOWN: [], REFUNDING: [] };
    const open = [[booking('b-2', 'PENDING', ago(0))]];
    expect(board({ payments, open, limit: 1 }).cutOff).to.deep.equal(['operator', 'stuck']);
  });
});
