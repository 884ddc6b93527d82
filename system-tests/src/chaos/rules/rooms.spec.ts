import { describeRule, itAllows } from '../testing/breaks.ts';
import { changed, PROPERTY, reservation, START_MS, wish } from '../testing/good-evidence.ts';
import { noOversell } from './i01-no-oversell.ts';
import { wholeStays } from './i02-whole-stays.ts';
import { countersAtRest } from './i11-counters-at-rest.ts';

describeRule(noOversell, {
  'a night that was oversold for a while, though not at the end': [
    ({ reservations }) => ({ reservations: changed(reservations, 'broke', { releasedSeq: 4 }) }),
    '2 of 1 rooms for day 20000 after entry 3',
  ],
  'a release that comes before its take': [
    ({ reservations }) => ({ reservations: changed(reservations, 'broke', { heldSeq: 5, releasedSeq: 2 }) }),
    'released, never taken',
  ],
  'rooms that are in no journal': [
    ({ reservations }) => ({ reservations: changed(reservations, 'paid', { heldSeq: null }) }),
    'FIRM without a place in the journal',
  ],
  'more confirmed bookings than rooms, whatever the journal says': [
    ({ bookings }) => ({ bookings: changed(bookings, 'broke', { status: 'CONFIRMED' }) }),
    '2 confirmed bookings for day 20000, 1 rooms',
  ],
});

describeRule(wholeStays, {
  'a reservation of fewer nights than were asked for': [
    ({ reservations }) => ({ reservations: changed(reservations, 'paid', { checkOut: '2024-10-05' }) }),
    'journalled hotel 2024-10-04 2024-10-05',
  ],
  'a hold of other nights in Redis': [
    ({ counters }) => ({
      counters: counters.map((one) => ({ ...one, loaded: { ...one.loaded!, holds: { paid: '20000:1' } } })),
    }),
    'asked for 20000:2, Redis holds 20000:1',
  ],
  'a reservation out of nowhere': [
    ({ reservations }) => ({ reservations: [...reservations, reservation('ghost', 'FIRM')] }),
    'no client asked for',
  ],
});

describeRule(countersAtRest, {
  'a room that Redis never got back': [
    ({ counters }) => ({
      counters: counters.map((one) => ({
        ...one,
        loaded: { ...one.loaded!, nights: { 20000: 2, 20001: 1 } },
      })),
    }),
    'nights by the journal: 20000=1 20001=1; in Redis: 20000=2 20001=1',
  ],
  'a hold that only Redis has': [
    ({ counters }) => ({
      counters: counters.map((one) => ({
        ...one,
        loaded: { ...one.loaded!, holds: { paid: '20000:2', broke: '20000:2' } },
      })),
    }),
    'in Redis: broke=20000:2 paid=20000:2',
  ],
  'counters of an old epoch': [
    ({ counters }) => ({ counters: counters.map((one) => ({ ...one, epochInMongo: 5 })) }),
    'epoch by the journal: 5; in Redis: 4',
  ],
  'a hold that outlived its deadline': [
    ({ reservations }) => ({
      reservations: changed(reservations, 'paid', { state: 'HELD', holdExpiresAtMs: START_MS - 60_000 }),
    }),
    'after its deadline',
  ],
});

describe('what the rules about rooms allow', () => {
  itAllows(countersAtRest, 'a property that is not loaded', ({ counters }) => ({
    counters: counters.map((one) => ({ ...one, loaded: null })),
  }));
  itAllows(noOversell, 'a release and a take in one transaction', ({ reservations, wishes }) => ({
    wishes: [...wishes, wish('other')],
    reservations: [...changed(reservations, 'broke', { releasedSeq: 3 })].filter(
      ({ propertyId }) => propertyId === PROPERTY,
    ),
  }));
});
