import { expect } from 'chai';
import type { Action, AuditEntry } from './booking.ts';
import { judge, paymentStatusOf } from './status.ts';

type Brief = Action | readonly [Action, reason: string];

const logOf = (briefs: readonly Brief[]): AuditEntry[] =>
  briefs.map((brief, index) => {
    const [action, reason] = typeof brief === 'string' ? [brief] : brief;
    return { action, timestampMs: index, ...(reason !== undefined && { reason }) };
  });

const reserved: Brief[] = ['RECEIVED', 'INVENTORY_RESERVED'];
const captured: Brief[] = [...reserved, 'PAYMENT_SUCCESS'];
const declined: Brief = ['PAYMENT_FAILED', 'DECLINED'];
const released = (reason: string): Brief => ['INVENTORY_RELEASED', reason];

const table: [name: string, log: Brief[], status: string, payment: string, reason?: string][] = [
  ['received', ['RECEIVED'], 'PENDING', 'PENDING'],
  ['reserved', reserved, 'RESERVED', 'PENDING'],
  ['sold out', ['RECEIVED', ['INVENTORY_REJECTED', 'SOLD_OUT']], 'FAILED', 'CANCELLED', 'SOLD_OUT'],
  ['captured', captured, 'CONFIRMED', 'CAPTURED'],
  ['captured, nothing else heard of', ['PAYMENT_SUCCESS'], 'CONFIRMED', 'CAPTURED'],
  ['declined', [...reserved, declined], 'FAILED', 'DECLINED', 'DECLINED'],
  [
    'declined and compensated',
    [...reserved, declined, released('PAYMENT_FAILED')],
    'FAILED',
    'DECLINED',
    'DECLINED',
  ],
  [
    'compensated, the failure itself not heard of',
    [...reserved, released('PAYMENT_FAILED')],
    'RESERVED',
    'PENDING',
  ],
  ['hold expired', [...reserved, released('HOLD_EXPIRED')], 'FAILED', 'CANCELLED', 'HOLD_EXPIRED'],
  [
    'hold expired, captured late',
    [...captured, released('HOLD_EXPIRED')],
    'FAILED',
    'CAPTURED',
    'HOLD_EXPIRED',
  ],
  [
    'hold expired, captured late, refunded',
    [...captured, released('HOLD_EXPIRED'), 'PAYMENT_REFUNDED'],
    'FAILED',
    'REFUNDED',
    'HOLD_EXPIRED',
  ],
  ['cancellation asked for', [...captured, 'CANCELLATION_REQUESTED'], 'CONFIRMED', 'CAPTURED'],
  [
    'cancellation asked for and refunded, not yet released',
    [...captured, 'CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED'],
    'CONFIRMED',
    'REFUNDED',
  ],
  [
    'cancelled after the capture',
    [...captured, 'CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED', released('CANCELLED')],
    'CANCELLED',
    'REFUNDED',
    'CANCELLED',
  ],
  [
    'cancelled before the charge',
    [...reserved, 'CANCELLATION_REQUESTED', released('CANCELLED')],
    'CANCELLED',
    'CANCELLED',
    'CANCELLED',
  ],
  [
    'cancelled, the charge in flight captured all the same',
    [...captured, 'CANCELLATION_REQUESTED', released('CANCELLED')],
    'CANCELLED',
    'CAPTURED',
    'CANCELLED',
  ],
  [
    'cancelled, the request itself not heard of',
    [...reserved, released('CANCELLED')],
    'CANCELLED',
    'CANCELLED',
    'CANCELLED',
  ],
  [
    'cancellation of a hold that expired first',
    [...captured, 'CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED', released('HOLD_EXPIRED')],
    'FAILED',
    'REFUNDED',
    'HOLD_EXPIRED',
  ],
  [
    'cancellation of a booking that is sold out',
    ['RECEIVED', 'CANCELLATION_REQUESTED', ['INVENTORY_REJECTED', 'SOLD_OUT']],
    'FAILED',
    'CANCELLED',
    'SOLD_OUT',
  ],
  ['refunded before the capture is heard of', [...reserved, 'PAYMENT_REFUNDED'], 'RESERVED', 'CANCELLED'],
];

describe('the status of a booking', () => {
  for (const [name, log, status, payment, reason] of table) {
    it(`${name}: ${status}, payment ${payment}`, () => {
      const verdict = judge(logOf(log));
      expect(verdict.status).to.equal(status);
      expect(paymentStatusOf(logOf(log))).to.equal(payment);
      expect(verdict.decidedBy?.reason).to.equal(reason);
    });

    it(`${name}: the same when heard in reverse`, () => {
      const log_ = logOf(log).reverse();
      expect([judge(log_).status, paymentStatusOf(log_)]).to.deep.equal([status, payment]);
    });
  }
});
