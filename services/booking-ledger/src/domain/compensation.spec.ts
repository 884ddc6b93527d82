import { expect } from 'chai';
import type { Action } from './booking.ts';
import { type Compensation, compensationOf } from './compensation.ts';

describe('compensationOf', () => {
  const cases: readonly [Compensation, string, readonly Action[]][] = [
    ['none', 'only requested', ['RECEIVED']],
    ['none', 'confirmed', ['RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_SUCCESS']],
    ['none', 'rejected: nothing was given', ['RECEIVED', 'INVENTORY_REJECTED']],
    ['owed', 'declined, rooms still held', ['RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_FAILED']],
    ['done', 'declined, rooms released', ['INVENTORY_RESERVED', 'PAYMENT_FAILED', 'INVENTORY_RELEASED']],
    [
      'owed',
      'cancelled after the capture',
      ['INVENTORY_RESERVED', 'PAYMENT_SUCCESS', 'CANCELLATION_REQUESTED'],
    ],
    ['none', 'cancelled before anything was given', ['RECEIVED', 'CANCELLATION_REQUESTED']],
    ['owed', 'paid back, rooms still held', ['INVENTORY_RESERVED', 'PAYMENT_SUCCESS', 'PAYMENT_REFUNDED']],
    [
      'done',
      'paid back and released',
      ['INVENTORY_RESERVED', 'PAYMENT_SUCCESS', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED'],
    ],
    ['owed', 'out of order: captured after the rooms went', ['INVENTORY_RELEASED', 'PAYMENT_SUCCESS']],
    ['owed', 'late: the failure is heard before the reservation', ['PAYMENT_FAILED', 'INVENTORY_RESERVED']],
  ];
  for (const [expected, title, actions] of cases) {
    it(`is ${expected} when ${title}, in any order`, () => {
      const log = actions.map((action, at) => ({ action, timestampMs: at }));
      expect(compensationOf(log)).to.equal(expected);
      expect(compensationOf(log.toReversed())).to.equal(expected);
    });
  }
});
