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
const requested: Brief = ['CANCELLATION_REQUESTED', 'plans changed'];
const failed = (reason: string): Brief => ['PAYMENT_FAILED', reason];
const refunded = (reason: string): Brief => ['PAYMENT_REFUNDED', reason];
const released = (reason: string): Brief => ['INVENTORY_RELEASED', reason];
const soldOut: Brief = ['INVENTORY_REJECTED', 'SOLD_OUT'];

type Unreasoned = [name: string, log: Brief[], status: string, payment: string];
type Row = [...Unreasoned, reason?: string];

const open: Row[] = [
  ['received', ['RECEIVED'], 'PENDING', 'PENDING'],
  ['reserved', reserved, 'RESERVED', 'PENDING'],
  ['captured', captured, 'CONFIRMED', 'CAPTURED'],
  ['captured, nothing else heard of', ['PAYMENT_SUCCESS'], 'CONFIRMED', 'CAPTURED'],
  ['cancellation asked for at once', ['RECEIVED', requested], 'PENDING', 'PENDING'],
  ['cancellation asked for, reserved', [...reserved, requested], 'RESERVED', 'PENDING'],
  ['cancellation asked for, captured', [...captured, requested], 'CONFIRMED', 'CAPTURED'],
  ['compensated, the failure not heard of', [...reserved, released('PAYMENT_FAILED')], 'RESERVED', 'PENDING'],
  ['released as cancelled, nothing else heard of', [released('CANCELLED')], 'PENDING', 'PENDING'],
  [
    'released as cancelled, the refund not heard of',
    [...captured, requested, released('CANCELLED')],
    'CONFIRMED',
    'CAPTURED',
  ],
  ['hold expired, only its release heard of', [...reserved, released('HOLD_EXPIRED')], 'RESERVED', 'PENDING'],
  ['released under it, no word of payment yet', [...captured, released('OVERSOLD')], 'CONFIRMED', 'CAPTURED'],
];

const cancelled: Unreasoned[] = [
  ['called off before a charge', [...reserved, requested, failed('CANCELLED')], 'CANCELLED', 'CANCELLED'],
  [
    'called off before a charge, and released',
    [...reserved, requested, failed('CANCELLED'), released('CANCELLED')],
    'CANCELLED',
    'CANCELLED',
  ],
  ['called off, nothing else heard of', [failed('CANCELLED')], 'CANCELLED', 'CANCELLED'],
  ['refunded as cancelled, nothing else heard of', [refunded('CANCELLED')], 'CANCELLED', 'REFUNDED'],
  ['refunded, not yet released', [...captured, requested, refunded('CANCELLED')], 'CANCELLED', 'REFUNDED'],
  [
    'refunded and released',
    [...captured, requested, refunded('CANCELLED'), released('CANCELLED')],
    'CANCELLED',
    'REFUNDED',
  ],
  [
    'refunded, neither capture nor request heard of',
    [...reserved, refunded('CANCELLED')],
    'CANCELLED',
    'REFUNDED',
  ],
];

const lost: Row[] = [
  ['sold out', ['RECEIVED', soldOut], 'FAILED', 'CANCELLED', 'SOLD_OUT'],
  ['sold out, cancellation asked for', ['RECEIVED', requested, soldOut], 'FAILED', 'CANCELLED', 'SOLD_OUT'],
  ['declined', [...reserved, failed('DECLINED')], 'FAILED', 'DECLINED', 'DECLINED'],
  [
    'declined and compensated',
    [...reserved, failed('DECLINED'), released('PAYMENT_FAILED')],
    'FAILED',
    'DECLINED',
    'DECLINED',
  ],
  [
    'declined while being cancelled',
    [...reserved, requested, failed('DECLINED'), released('PAYMENT_FAILED')],
    'FAILED',
    'DECLINED',
    'DECLINED',
  ],
  ['payment given up', [...reserved, failed('GAVE_UP')], 'FAILED', 'DECLINED', 'GAVE_UP'],
  ['hold expired', [...reserved, failed('HOLD_EXPIRED')], 'FAILED', 'CANCELLED', 'HOLD_EXPIRED'],
  [
    'hold expired before the cancellation',
    [...reserved, requested, failed('HOLD_EXPIRED')],
    'FAILED',
    'CANCELLED',
    'HOLD_EXPIRED',
  ],
  [
    'its rooms were released under it',
    [...captured, released('OTHER'), refunded('ROOMS_RELEASED')],
    'FAILED',
    'REFUNDED',
    'ROOMS_RELEASED',
  ],
];

const oversold: Row[] = [
  ['oversold, payment not heard of', [...captured, released('OVERSOLD')], 'CONFIRMED', 'CAPTURED'],
  [
    'oversold, refunded',
    [...captured, released('OVERSOLD'), refunded('OVERSOLD')],
    'CANCELLED',
    'REFUNDED',
    'OVERSOLD',
  ],
  [
    'oversold before a charge',
    [...reserved, released('OVERSOLD'), failed('OVERSOLD')],
    'CANCELLED',
    'CANCELLED',
    'OVERSOLD',
  ],
  [
    'oversold, and declined',
    [...reserved, released('OVERSOLD'), failed('DECLINED')],
    'FAILED',
    'DECLINED',
    'DECLINED',
  ],
];

const table: Row[] = [...open, ...cancelled.map((row): Row => [...row, 'CANCELLED']), ...lost, ...oversold];

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
