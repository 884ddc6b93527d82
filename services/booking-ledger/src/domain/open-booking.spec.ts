import { expect } from 'chai';
import { eventOn, traceId } from '../fixtures.ts';
import type { LedgerEvent } from './booking.ts';
import { fold, type NonEmpty } from './fold.ts';
import { isSettled, openedBy, overdueEvent } from './open-booking.ts';

const request = eventOn('booking.requests');
const reserved = eventOn('inventory.reserved');
const captured = eventOn('payment.captured');
const asked = eventOn('booking.cancellations', { trace: 'c'.repeat(32) });
const rejected = eventOn('inventory.rejected');
const oversold = eventOn('inventory.released', { payload: { reason: 'OVERSOLD' } });
const refunded = eventOn('payment.refunded');

describe('an open booking', () => {
  const stories: [name: string, events: NonEmpty<LedgerEvent>, settled: boolean][] = [
    ['received', [request], false],
    ['reserved', [request, reserved], false],
    ['confirmed', [request, reserved, captured], true],
    ['rejected', [request, rejected], true],
    ['confirmed, and to be cancelled', [request, reserved, captured, asked], false],
    ['confirmed, its rooms released', [request, reserved, captured, oversold], false],
    ['cancelled', [request, reserved, captured, asked, refunded], true],
  ];
  for (const [name, events, settled] of stories) {
    it(`${name}: ${settled ? 'settled' : 'open'}`, () => {
      expect(isSettled(fold(undefined, events))).to.equal(settled);
    });
  }

  const opened = (earlier: readonly LedgerEvent[], ...news: NonEmpty<LedgerEvent>) => {
    const [first, ...rest] = earlier;
    const before = first && fold(undefined, [first, ...rest]);
    return openedBy(before, fold(before, news), news);
  };

  it('remembers what the request said, also when other events come with it', () => {
    expect(opened([], reserved, asked, request)?.facts.dates).to.deep.equal({
      checkIn: '2026-03-01',
      checkOut: '2026-03-04',
    });
    expect(opened([], asked)).to.deep.include({ traceId: 'c'.repeat(32) });
    expect(opened([], asked)?.facts.dates).to.equal(null);
  });

  it('is remembered again when the request comes after what is about it: the dates are news', () => {
    expect(opened([asked], request)).to.include({ traceId });
  });

  it('is not remembered again for the steps that lead to its end', () => {
    expect(opened([request], reserved)).to.equal(undefined);
    expect(opened([request, reserved], captured)).to.equal(undefined);
  });

  it('is told with all that whoever never heard of it must know', () => {
    const before = fold(undefined, [request, asked]);
    const open = openedBy(undefined, before, [request, asked]);
    if (!open) throw new Error('nothing is open');
    const said = overdueEvent(open, before, 7);
    expect(said).to.include({ topic: 'booking.overdue', key: 'prop-1' });
    expect(said.event.payload).to.deep.equal({ ...request.payload, cancellationRequested: true });
    expect(said.event.metadata).to.include({ traceId, origin: 'booking-ledger' });
  });
});
