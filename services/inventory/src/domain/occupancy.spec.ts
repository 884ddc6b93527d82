import { expect } from 'chai';
import { daysAbove, occupancyOf, takenIn } from './occupancy.ts';

const stays = [
  { firstDay: 10, nights: 3 },
  { firstDay: 12, nights: 1 },
  { firstDay: 8, nights: 1 },
];

describe('occupancy', () => {
  it('is the number of rooms taken each night', () => {
    expect(takenIn(occupancyOf(stays), { firstDay: 7, nights: 7 })).to.deep.equal([0, 1, 0, 1, 1, 2, 0]);
  });

  it('names the days above a capacity, earliest first', () => {
    expect(daysAbove(occupancyOf(stays), 1)).to.deep.equal([12]);
    expect(daysAbove(occupancyOf(stays), 0)).to.deep.equal([8, 10, 11, 12]);
    expect(daysAbove(occupancyOf(stays), 2)).to.deep.equal([]);
  });
});
