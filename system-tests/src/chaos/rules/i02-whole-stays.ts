import { byId, nightsOf } from './facts.ts';
import { judgeEach, type Rule } from './rule.ts';

export const wholeStays: Rule = {
  id: 'I2',
  title: 'a booking holds all of its nights or none',
  check({ reservations, wishes, counters }) {
    const wishOf = byId(wishes.map((wish) => ({ id: wish.bookingId, wish })));
    const countersOf = new Map(counters.map(({ propertyId, loaded }) => [propertyId, loaded]));
    return judgeEach(
      reservations,
      (row) => {
        const wish = wishOf.get(row.id)?.wish;
        if (!wish) return ['a reservation that no client asked for'];
        const asked = `${wish.propertyId} ${wish.checkInDate} ${wish.checkOutDate}`;
        const held = `${row.propertyId} ${row.checkIn} ${row.checkOut}`;
        const nights = nightsOf(wish.checkInDate, wish.checkOutDate);
        const hold = countersOf.get(row.propertyId)?.holds[row.id];
        return [
          ...(asked === held ? [] : [`asked for ${asked}, journalled ${held}`]),
          ...(hold === undefined || hold === `${nights[0]}:${nights.length}`
            ? []
            : [`asked for ${nights[0]}:${nights.length}, Redis holds ${hold}`]),
        ];
      },
      ({ id }) => id,
    );
  },
};
