import type { BookingShown, EventSeen, SetAside, Timeline } from '@wanderluxe/infra/operate';
import { expect } from 'chai';
import { type BankAnswer, tellStory } from './tell-story.ts';

const START = Date.parse('2026-01-01T10:00:00Z');
const LATER = START + 3_600_000;
const at = (ms: number): string => new Date(START + ms).toISOString();

const topics: Readonly<Record<string, readonly [string, string]>> = {
  BOOKING_INITIATED: ['booking.requests', 'gateway'],
  BOOKING_CANCELLATION_REQUESTED: ['booking.cancellations', 'gateway'],
  INVENTORY_RESERVED: ['inventory.reserved', 'inventory'],
  INVENTORY_REJECTED: ['inventory.rejected', 'inventory'],
  INVENTORY_RELEASED: ['inventory.released', 'inventory'],
  PAYMENT_CAPTURED: ['payment.captured', 'payment'],
  PAYMENT_FAILED: ['payment.failed', 'payment'],
  PAYMENT_REFUNDED: ['payment.refunded', 'payment'],
  BOOKING_CONFIRMED: ['booking.outcomes', 'booking-ledger'],
  BOOKING_FAILED: ['booking.outcomes', 'booking-ledger'],
  BOOKING_CANCELLED: ['booking.outcomes', 'booking-ledger'],
};

const event = (eventType: string, ms: number, more: Partial<EventSeen> = {}): EventSeen => {
  const [topic = '', origin = ''] = topics[eventType] ?? [];
  return {
    ...{ at: at(ms), eventType, topic, origin, partition: 3, offset: ms },
    ...{ traceId: 'trace', reason: null, saidAgain: false },
    ...more,
  };
};
const events = (...types: string[]): EventSeen[] => types.map((type, index) => event(type, index * 10));

const booking = (...actions: string[]): BookingShown => ({
  ...{ _id: 'b-1', propertyId: 'hotel', userId: 'guest', status: 'CONFIRMED', version: actions.length },
  payment: { amount: '10.00', currency: 'EUR', status: 'CAPTURED' },
  auditLog: actions.map((action, index) => ({ action, timestamp: at(index * 10) })),
  ...{ createdAt: at(0), updatedAt: at(0) },
});

const timeline = (some: Partial<Timeline>): Timeline => ({
  ...{ bookingId: 'b-1', booking: null, reservation: null, payment: null, events: [], setAside: [] },
  ...some,
});
const told = (some: Partial<Timeline>, nowMs = LATER, bank: BankAnswer = null) =>
  tellStory(timeline(some), bank, nowMs);
const missing = (...types: string[]): string[] =>
  told({ events: events(...types) })
    .lines.filter(({ kind }) => kind === 'gap')
    .map(({ who, title }) => `${who}: ${title}`);

describe('a story without gaps', () => {
  const whole: Readonly<Record<string, readonly string[]>> = {
    confirmed: ['BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED', 'BOOKING_CONFIRMED'],
    'sold out': ['BOOKING_INITIATED', 'INVENTORY_REJECTED', 'BOOKING_FAILED'],
    declined: [
      ...['BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_FAILED'],
      ...['INVENTORY_RELEASED', 'BOOKING_FAILED'],
    ],
    cancelled: [
      ...['BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED', 'BOOKING_CONFIRMED'],
      ...['BOOKING_CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED', 'BOOKING_CANCELLED'],
    ],
    'cancelled after it was refused': [
      ...['BOOKING_INITIATED', 'INVENTORY_REJECTED', 'BOOKING_FAILED', 'BOOKING_CANCELLATION_REQUESTED'],
    ],
  };
  for (const [name, types] of Object.entries(whole))
    it(name, () => {
      expect(missing(...types)).to.deep.equal([]);
    });

  it('heard out of order', () => {
    expect(
      missing('BOOKING_CONFIRMED', 'PAYMENT_CAPTURED', 'INVENTORY_RESERVED', 'BOOKING_INITIATED'),
    ).to.deep.equal([]);
  });
});

describe('a gap', () => {
  it('is what inventory, payment or the ledger has not said', () => {
    expect(missing('BOOKING_INITIATED')).to.deep.equal([
      'inventory: no INVENTORY_RESERVED or INVENTORY_REJECTED',
    ]);
    expect(missing('BOOKING_INITIATED', 'INVENTORY_RESERVED')).to.deep.equal([
      'payment: no PAYMENT_CAPTURED or PAYMENT_FAILED or PAYMENT_REFUNDED',
    ]);
    expect(missing('BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED')).to.deep.equal([
      'booking-ledger: no BOOKING_CONFIRMED or BOOKING_FAILED or BOOKING_CANCELLED',
    ]);
  });

  it('is a compensation that did not come', () => {
    expect(
      missing('BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_FAILED', 'BOOKING_FAILED'),
    ).to.deep.equal(['inventory: no INVENTORY_RELEASED']);
    const cancelled = ['BOOKING_CONFIRMED', 'BOOKING_CANCELLATION_REQUESTED'];
    expect(
      missing('BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED', ...cancelled),
    ).to.deep.equal(['payment: no PAYMENT_FAILED or PAYMENT_REFUNDED']);
  });

  it('is the word that a confirmed booking is cancelled', () => {
    const types = [
      ...['BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED', 'BOOKING_CONFIRMED'],
      ...['BOOKING_CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED'],
    ];
    expect(missing(...types)).to.deep.equal(['booking-ledger: no BOOKING_FAILED or BOOKING_CANCELLED']);
  });

  it('is the request itself, before everything else', () => {
    const { lines } = told({
      events: events('INVENTORY_RESERVED', 'PAYMENT_CAPTURED', 'BOOKING_CONFIRMED'),
    });
    expect([lines[0]?.kind, lines[0]?.title]).to.deep.equal(['gap', 'no BOOKING_INITIATED']);
  });

  it('stands behind what makes it due, and has no duration', () => {
    const setAside: SetAside = {
      ...{ at: at(500), topic: 'inventory.reserved.payment.dlq', partition: 0, offset: 1, group: 'payment' },
      ...{ eventType: 'INVENTORY_RESERVED', attempt: '20', error: 'TypeError: no rule', isDeadLetter: true },
    };
    const { lines } = told({
      events: events('BOOKING_INITIATED', 'INVENTORY_RESERVED'),
      setAside: [setAside],
    });
    expect(lines.map(({ kind, afterMs }) => [kind, afterMs])).to.deep.equal([
      ['event', null],
      ['event', 10],
      ['gap', null],
      ['dead-letter', 490],
    ]);
  });

  it('is none while the step is under way', () => {
    const story = (nowMs: number) => told({ events: events('BOOKING_INITIATED') }, nowMs).lines.length;
    expect([story(START + 9_999), story(START + 10_000)]).to.deep.equal([1, 2]);
  });
});

describe('a line of a story', () => {
  it('says where its event stands, and what was said again or repeated', () => {
    const again = event('PAYMENT_CAPTURED', 30, { saidAgain: true });
    const twice = event('BOOKING_INITIATED', 40);
    const { lines } = told({
      booking: booking('RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_SUCCESS'),
      events: [...events('BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED'), again, twice],
    });
    const shown = lines
      .filter(({ kind }) => kind === 'event')
      .map(({ position, notes }) => [position, notes]);
    expect(shown).to.deep.equal([
      ['booking.requests/3/0', []],
      ['inventory.reserved/3/10', []],
      ['payment.captured/3/20', []],
      ['payment.captured/3/30', ['said again']],
      ['booking.requests/3/40', ['repeated']],
    ]);
  });

  it('says what the ledger has not heard, and what only the ledger has', () => {
    const { lines } = told({
      booking: booking('RECEIVED', 'INVENTORY_RELEASED'),
      events: events('BOOKING_INITIATED', 'INVENTORY_REJECTED', 'BOOKING_FAILED'),
    });
    expect(lines.map(({ title, notes }) => [title, notes.length])).to.deep.equal([
      ['BOOKING_INITIATED', 0],
      ['INVENTORY_REJECTED', 1],
      ['INVENTORY_RELEASED', 1],
      ['BOOKING_FAILED', 0],
    ]);
  });
});

describe('what is around a story', () => {
  const held = { propertyId: 'hotel', createdAt: at(0), state: 'HELD', checkIn: '2027-02-01', reason: null };
  const unknown = { propertyId: 'hotel', createdAt: at(0), status: 'UNKNOWN', key: 'k-1', attempts: 2 };

  it('is what the bank was asked and what it says now', () => {
    const { bank, amount } = told({ payment: { ...unknown, amount: '12.00' } }, LATER, {
      ...{ status: 'CAPTURED', amount: '12.00', currency: 'EUR' },
    });
    expect([bank?.charges, bank?.refunds, amount]).to.deep.equal([2, 0, '12.00']);
    expect(bank?.facts.at(-1)).to.deep.equal({ name: 'The bank says now', value: 'CAPTURED 12.00 EUR' });
  });

  it('is what a person can do, and only that', () => {
    expect(told({ reservation: held, payment: unknown }).actions).to.deep.equal([
      'resolve-payment',
      'release-hold',
    ]);
    expect(
      told({ reservation: { ...held, state: 'FIRM' }, payment: { ...unknown, status: 'CAPTURED' } }).actions,
    ).to.deep.equal([]);
  });

  it('is the stay, without what is not known', () => {
    const { rooms, checkIn, propertyId } = told({ reservation: held });
    expect(rooms.map(({ name }) => name)).to.deep.equal(['State', 'First night']);
    expect([checkIn, propertyId]).to.deep.equal(['2027-02-01', 'hotel']);
  });

  it('has the end of a hold only while the rooms are held', () => {
    const names = (state: string) =>
      told({ reservation: { ...held, state, holdExpiresAt: at(900_000) } }).rooms.map(({ name }) => name);
    expect(names('HELD')).to.include('Held until');
    expect(names('FIRM')).to.not.include('Held until');
    expect(names('RELEASED')).to.not.include('Held until');
  });
});
