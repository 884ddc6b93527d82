import { expect } from 'chai';
import type { EventSeen, SetAside } from './booking-events.ts';
import type { BookingShown, Timeline } from './timeline.ts';
import { bookingLines, listLines, timelineLines } from './timeline-view.ts';

const booking: BookingShown = {
  _id: 'b-1',
  userId: 'u-1',
  propertyId: 'hotel',
  status: 'CANCELLED',
  payment: { amount: '500.00', currency: 'EUR', status: 'REFUNDED' },
  auditLog: [
    { action: 'RECEIVED', timestamp: '2026-01-01T00:00:00.000Z' },
    { action: 'PAYMENT_REFUNDED', timestamp: '2026-01-01T00:00:09.000Z', reason: 'OVERSOLD' },
  ],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:09.000Z',
  version: 2,
};

const event = (eventType: string, offset: number, over: Partial<EventSeen> = {}): EventSeen => ({
  ...{ at: `2026-01-01T00:00:0${offset}.000Z`, topic: 'a.topic', partition: 3, offset, eventType },
  ...{ origin: 'inventory', traceId: 't-1', reason: null, saidAgain: false },
  ...over,
});

const letter: SetAside = {
  ...{ at: '2026-01-01T00:00:05.000Z', topic: 'a.topic.payment.dlq', partition: 0, offset: 7 },
  ...{
    eventType: 'HOLD_EXPIRED',
    group: 'payment',
    attempt: '20',
    error: 'TypeError: no',
    isDeadLetter: true,
  },
};

const timeline = (over: Partial<Timeline> = {}): Timeline => ({
  ...{ bookingId: 'b-1', booking, reservation: null, payment: null, events: [], setAside: [] },
  ...over,
});

describe('a booking for people', () => {
  it('is one line and its audit log', () => {
    expect(bookingLines(booking)).to.deep.equal([
      'b-1: CANCELLED, at hotel for u-1, 500.00 EUR REFUNDED, version 2',
      '  2026-01-01T00:00:00.000Z  RECEIVED',
      '  2026-01-01T00:00:09.000Z  PAYMENT_REFUNDED  OVERSOLD',
    ]);
  });

  it('is a row in a list, and no list has no header', () => {
    expect(listLines([booking])[1]).to.match(
      /^b-1 +CANCELLED +hotel +500.00 EUR +REFUNDED +2026-01-01T00:00:09.000Z$/,
    );
    expect(listLines([])).to.deep.equal([]);
  });
});

describe('a timeline', () => {
  it('tells each event with its position, and a repetition from what was said again', () => {
    const reserved = event('INVENTORY_RESERVED', 1);
    const lines = timelineLines(
      timeline({
        events: [
          reserved,
          { ...reserved, offset: 2 },
          event('INVENTORY_RESERVED', 3, { saidAgain: true }),
          event('INVENTORY_RELEASED', 4, { reason: 'OVERSOLD', traceId: 't-2' }),
        ],
      }),
    );
    const shown = lines.filter((line) => line.includes('a.topic/3/'));
    expect(shown.map((line) => line.replace(/ +/g, ' '))).to.deep.equal([
      ' 2026-01-01T00:00:01.000Z INVENTORY_RESERVED a.topic/3/1 inventory',
      ' 2026-01-01T00:00:01.000Z INVENTORY_RESERVED a.topic/3/2 inventory repeated',
      ' 2026-01-01T00:00:03.000Z INVENTORY_RESERVED a.topic/3/3 inventory said again',
      ' 2026-01-01T00:00:04.000Z INVENTORY_RELEASED a.topic/3/4 inventory OVERSOLD',
    ]);
    expect(lines.slice(-3)).to.deep.equal(['traces:', '  t-1', '  t-2']);
  });

  it('shows rows without what they do not have, and says what is missing', () => {
    const row = { propertyId: 'hotel', createdAt: 'x', reason: null, decision: { by: 'ann' } };
    const lines = timelineLines(timeline({ booking: null, reservation: row }));
    expect(lines[0]).to.equal('b-1: the ledger has not heard of it');
    expect(lines).to.include.members(['reservation:', '  propertyId  hotel', '  decision    {"by":"ann"}']);
    expect(lines.join()).to.not.contain('reason');
    expect(lines).to.include.members(['events: none', 'payment: none', 'retries and dead letters: none']);
  });

  it('tells who gave up a record, or tries it again', () => {
    const retry = { ...letter, isDeadLetter: false, topic: 'a.topic.payment.retry.1' };
    const shown = timelineLines(timeline({ setAside: [retry, letter] })).filter((line) =>
      line.includes('HOLD_EXPIRED'),
    );
    expect(shown[0]).to.contain('tried again by payment');
    expect(shown[1]).to.contain('a.topic.payment.dlq/0/7').and.contain('given up by payment after 20 tries');
    expect(shown[1]).to.contain('TypeError: no');
  });
});
