import { expect } from 'chai';
import fc from 'fast-check';
import { factsFor } from '../testing/facts.ts';
import { daysAbove, occupancyOf } from './occupancy.ts';
import { planOversell } from './oversell.ts';
import { holdOf, type Reservation } from './reservation.ts';
import { dateOf, dayOf, daysOf } from './stay.ts';

const FIRST = dayOf('2026-06-10');

const sale = (
  bookingId: string,
  firstDay: number,
  nights: number,
  over: Partial<Reservation> = {},
): Reservation => ({
  facts: factsFor('hotel', {
    bookingId,
    dates: { checkIn: dateOf(FIRST + firstDay), checkOut: dateOf(FIRST + firstDay + nights) },
  }),
  state: 'FIRM',
  traceId: 'trace',
  createdAtMs: 0,
  confirmedAtMs: 0,
  heldSeq: 1,
  ...over,
});
const picked = (capacity: number, ...sold: Reservation[]) =>
  planOversell(capacity, sold).picks.map(({ facts }) => facts.bookingId);

describe('the plan against an oversell', () => {
  it('is empty when every night has its rooms', () => {
    expect(planOversell(2, [sale('a', 0, 2), sale('b', 1, 2)])).to.deep.equal({ nights: [], picks: [] });
  });

  it('names each oversold night with the rooms sold', () => {
    const { nights } = planOversell(1, [sale('a', 0, 3), sale('b', 1, 1), sale('c', 1, 2)]);
    expect(nights).to.deep.equal([
      { day: FIRST + 1, sold: 3 },
      { day: FIRST + 2, sold: 2 },
    ]);
  });

  it('picks the latest confirmed first', () => {
    const sold = [1, 3, 2].map((confirmedAtMs) => sale(`at-${confirmedAtMs}`, 0, 1, { confirmedAtMs }));
    expect(picked(1, ...sold)).to.deep.equal(['at-3', 'at-2']);
  });

  it('picks who is not confirmed before whoever is, the latest held first', () => {
    const early = sale('early', 0, 1, { state: 'HELD', heldSeq: 3 });
    const late = sale('late', 0, 1, { state: 'HELD', heldSeq: 4 });
    const confirmed = sale('confirmed', 0, 1, { confirmedAtMs: 99, heldSeq: 9 });
    expect(picked(1, early, confirmed, late)).to.deep.equal(['late', 'early']);
  });

  it('decides by the journal among those confirmed in the same moment, and always the same way', () => {
    const [a, b, c] = [sale('a', 0, 1, { heldSeq: 2 }), sale('b', 0, 1), sale('c', 0, 1)];
    expect(picked(1, a, b, c)).to.deep.equal(['a', 'c']);
    expect(picked(1, c, b, a)).to.deep.equal(['a', 'c']);
  });

  it('takes the time of the request for a confirmation that has none', () => {
    const { confirmedAtMs: _, ...old } = sale('old', 0, 1, { createdAtMs: 5 });
    expect(picked(1, sale('new', 0, 1, { confirmedAtMs: 6 }), old)).to.deep.equal(['new']);
    expect(picked(1, sale('new', 0, 1, { confirmedAtMs: 4 }), old)).to.deep.equal(['old']);
  });

  it('leaves everybody alone whose nights have rooms', () => {
    const latest = sale('latest', 5, 2, { confirmedAtMs: 9 });
    expect(picked(1, latest, sale('a', 0, 1, { confirmedAtMs: 1 }), sale('b', 0, 1))).to.deep.equal(['a']);
  });

  it('spares whom the other picks make unnecessary', () => {
    const short = sale('short', 0, 1, { confirmedAtMs: 9 });
    const long = sale('long', 0, 2, { confirmedAtMs: 5 });
    const [first, second] = [sale('first', 0, 1, { confirmedAtMs: 1 }), sale('second', 1, 1)];
    expect(picked(2, short, long, first)).to.deep.equal(['short']);
    // Night 1 is oversold by one and only `long` is late enough there: without it, `short` has its room.
    expect(picked(1, short, long, second)).to.deep.equal(['long']);
  });

  it('is enough and never more than enough, for any sales in any order', () => {
    const sales = fc.array(
      fc.record({
        first: fc.integer({ min: 0, max: 6 }),
        nights: fc.integer({ min: 1, max: 4 }),
        state: fc.constantFrom('HELD', 'FIRM'),
        confirmedAtMs: fc.integer({ min: 0, max: 5 }),
        heldSeq: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 12 },
    );
    const capacity = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(sales, capacity, fc.integer(), (given, rooms, turn) => {
        const sold = given.map(({ first, nights, ...rest }, index) => sale(`b${index}`, first, nights, rest));
        const { picks, nights } = planOversell(rooms, sold);
        const above = (those: readonly Reservation[]) =>
          daysAbove(occupancyOf(those.map(({ facts }) => holdOf(facts).stay)), rooms);
        const kept = sold.filter((reservation) => !picks.includes(reservation));
        expect(above(kept), 'enough').to.deep.equal([]);
        for (const pick of picks) expect(above([...kept, pick]), 'needed').not.to.deep.equal([]);
        const days = new Set(nights.map(({ day }) => day));
        for (const { facts } of picks)
          expect(daysOf(holdOf(facts).stay).some((day) => days.has(day))).to.equal(true);
        const at = sold.length === 0 ? 0 : Math.abs(turn) % sold.length;
        expect(planOversell(rooms, [...sold.slice(at), ...sold.slice(0, at)])).to.deep.equal({
          picks,
          nights,
        });
      }),
    );
  });
});
