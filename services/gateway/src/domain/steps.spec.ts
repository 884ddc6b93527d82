import { expect } from 'chai';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import type { BookingStatus } from './known-booking.ts';
import { newSteps, tokenOf, toldBy, wasToldOutcome } from './steps.ts';

const entry = (action: string, reason?: string) => ({
  action,
  timestamp: '2026-11-22T10:00:00.000Z',
  ...(reason === undefined ? {} : { reason }),
});
const request = aBooking();
const booking = (status: BookingStatus, ...auditLog: ReturnType<typeof entry>[]) => ({
  ...aLedgerBooking(request),
  status,
  auditLog,
});
const names = (events: { event: string; data: unknown }[]) =>
  events.map(({ event, data }) => (event === 'step' ? (data as { action: string }).action : event));

describe('the steps to tell a watcher', () => {
  const received = entry('RECEIVED');
  const reserved = entry('INVENTORY_RESERVED');
  const paid = entry('PAYMENT_SUCCESS');

  it('are the audit log and then the outcome', () => {
    const { events } = newSteps(booking('CONFIRMED', received, reserved, paid), new Set());
    expect(names(events)).to.deep.equal(['RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_SUCCESS', 'outcome']);
  });

  it('are told once', () => {
    const { told } = newSteps(booking('RESERVED', received, reserved), new Set());
    const { events } = newSteps(booking('CONFIRMED', received, reserved, paid), told);
    expect(names(events)).to.deep.equal(['PAYMENT_SUCCESS', 'outcome']);
  });

  it('include one that arrived late, with an earlier time', () => {
    const { told } = newSteps(booking('RESERVED', reserved), new Set());
    const { events } = newSteps(booking('RESERVED', received, reserved), told);
    expect(names(events)).to.deep.equal(['RECEIVED']);
  });

  it('go on after the token of any of them', () => {
    const { events } = newSteps(booking('CONFIRMED', received, reserved, paid), new Set());
    for (const [index, { id }] of events.entries()) {
      const rest = newSteps(booking('CONFIRMED', received, reserved, paid), toldBy(id)).events;
      expect(names(rest)).to.deep.equal(names(events.slice(index + 1)));
    }
  });

  it('give the first reason with a failure', () => {
    const failed = booking(
      'FAILED',
      received,
      entry('PAYMENT_FAILED', 'DECLINED'),
      entry('INVENTORY_RELEASED', 'PAYMENT_FAILED'),
    );
    const last = newSteps(failed, new Set()).events.at(-1);
    expect(last?.data).to.deep.equal({ bookingId: request.bookingId, status: 'FAILED', reason: 'DECLINED' });
  });

  describe('once a cancellation is asked for', () => {
    const asked = entry('CANCELLATION_REQUESTED', 'plans changed');
    const outcomeOf = (...args: Parameters<typeof booking>) => {
      const { data, event } = newSteps(booking(...args), new Set()).events.at(-1) ?? {};
      return event === 'outcome' ? data : undefined;
    };

    it('wait for the end of a confirmed booking', () => {
      expect(outcomeOf('CONFIRMED', received, reserved, paid, asked)).to.equal(undefined);
    });

    it("give the cause of the end, not the client's words", () => {
      const { bookingId } = request;
      const refunded = entry('PAYMENT_REFUNDED', 'CANCELLED');
      const cancelled = outcomeOf('CANCELLED', received, reserved, paid, asked, refunded);
      expect(cancelled).to.deep.equal({ bookingId, status: 'CANCELLED', reason: 'CANCELLED' });
      const failed = outcomeOf('FAILED', received, asked, entry('INVENTORY_REJECTED', 'SOLD_OUT'));
      expect(failed).to.deep.equal({ bookingId, status: 'FAILED', reason: 'SOLD_OUT' });
    });
  });

  it('include an action that no token knows', () => {
    const { events, told } = newSteps(booking('PENDING', entry('SOMETHING_NEW')), new Set());
    expect(names(events)).to.deep.equal(['SOMETHING_NEW']);
    expect(newSteps(booking('PENDING', entry('SOMETHING_NEW')), told).events).to.deep.equal([]);
  });

  it('start anew with a token that is none', () => {
    for (const token of [undefined, '', 'zz', '-1', '123456789'])
      expect(tokenOf(toldBy(token))).to.equal('0');
  });

  it('are over when the token says that the outcome was told', () => {
    const { events } = newSteps(booking('CONFIRMED', received), new Set());
    expect(wasToldOutcome(toldBy(events.at(-1)?.id))).to.equal(true);
    expect(wasToldOutcome(toldBy(events.at(0)?.id))).to.equal(false);
  });
});
