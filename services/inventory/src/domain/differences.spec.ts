import { expect } from 'chai';
import { type Difference, differencesOf, lasting } from './differences.ts';
import { occupancyOf } from './occupancy.ts';
import type { Hold } from './stay.ts';

const hold = (bookingId: string, firstDay: number, nights: number): Hold => ({
  bookingId,
  stay: { firstDay, nights },
});
const counted = (capacity: number, ...holds: Hold[]) => ({
  capacity,
  holds,
  taken: occupancyOf(holds.map(({ stay }) => stay)),
});
const [a, b] = [hold('a', 10, 2), hold('b', 11, 1)];

describe('differences between counters and journal', () => {
  it('are none when both have the same, in any order', () => {
    expect(differencesOf(counted(2, a, b), { capacity: 2, holds: [b, a] })).to.deep.equal([]);
  });

  it('name what only one of them has', () => {
    expect(differencesOf(counted(2, a), { capacity: 2, holds: [b] })).to.deep.equal([
      { kind: 'COUNTED_ONLY', bookingId: 'a' },
      { kind: 'JOURNALLED_ONLY', bookingId: 'b' },
    ]);
  });

  it('name a booking with other nights on both sides', () => {
    const differences = differencesOf(counted(2, a), { capacity: 2, holds: [hold('a', 10, 3)] });
    expect(differences.map(({ kind }) => kind)).to.deep.equal(['COUNTED_ONLY', 'JOURNALLED_ONLY']);
  });

  it('name the nights that are not the sum of the holds: too many, too few, and left over', () => {
    const taken = new Map([
      [11, 3],
      [20, 1],
    ]);
    expect(differencesOf({ ...counted(9, a, b), taken }, { capacity: 9, holds: [a, b] })).to.deep.equal([
      { kind: 'WRONG_NIGHT', day: 10, counted: 0, held: 1 },
      { kind: 'WRONG_NIGHT', day: 11, counted: 3, held: 2 },
      { kind: 'WRONG_NIGHT', day: 20, counted: 1, held: 0 },
    ]);
  });

  it('name another capacity', () => {
    expect(differencesOf(counted(3), { capacity: 2, holds: [] })).to.deep.equal([
      { kind: 'WRONG_CAPACITY', counted: 3, wanted: 2 },
    ]);
  });

  it('count only when they last', () => {
    const night = (day: number, rooms: number): Difference => ({
      kind: 'WRONG_NIGHT',
      day,
      counted: rooms,
      held: 0,
    });
    const only = (bookingId: string): Difference => ({ kind: 'COUNTED_ONLY', bookingId });
    const capacity: Difference = { kind: 'WRONG_CAPACITY', counted: 1, wanted: 2 };
    const missing: Difference = { kind: 'JOURNALLED_ONLY', bookingId: 'a' };
    expect(
      lasting([night(1, 5), only('a'), capacity], [night(1, 6), night(2, 1), only('b'), missing, capacity]),
    ).to.deep.equal([night(1, 6), capacity]);
  });
});
