import type { BookingFacts } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { reservationOn } from '../domain/reservation.ts';
import { dayOf } from '../domain/stay.ts';
import { initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { type Instance, NOW_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { detectOversell, MAX_OVERSOLD } from './detect-oversell.ts';

describe('detect oversell', () => {
  let inventory: Instance;
  beforeEach(() => {
    inventory = memoryServers().start();
  });

  const idOf = (index: number) => `hotel-${String(index).padStart(3, '0')}`;
  /** Journals without asking the counters: what must never happen. */
  const plant = (...planted: BookingFacts[]) => {
    const asked = { traceId: 'trace', nowMs: NOW_MS, holdMs: 1 };
    const rows = planted.map((facts) => ({
      reservation: reservationOn(facts, { kind: 'HELD', epoch: 1 }, asked),
      epoch: 1,
    }));
    const { unitOfWork, reservations } = inventory.edges;
    return unitOfWork.run((tx) => reservations.add(tx, rows, NOW_MS));
  };
  const staying = (checkIn: string, checkOut: string) => factsFor(idOf(0), { dates: { checkIn, checkOut } });

  it('finds nothing where rooms were sold as they should be, up to the last one', async () => {
    await inventory.open(idOf(0), 1);
    await inventory.deliver(initiated(factsFor(idOf(0))), initiated(factsFor(idOf(0))));
    expect(await detectOversell(inventory.edges)).to.deep.equal({
      propertiesLookedAt: 1,
      oversold: [],
      isComplete: true,
    });
  });

  it('plans for nights that lie apart, with everybody who stays between', async () => {
    await inventory.open(idOf(0), 1);
    const [early, late] = [staying('2026-06-10', '2026-06-11'), staying('2026-06-20', '2026-06-21')];
    await plant(early, late, staying('2026-06-15', '2026-06-16'));
    const [again, across] = [staying('2026-06-10', '2026-06-11'), staying('2026-06-20', '2026-06-22')];
    await plant(again);
    await plant(across);
    const { oversold } = await detectOversell(inventory.edges);
    expect(oversold[0]?.nights).to.deep.equal([
      { day: dayOf('2026-06-10'), sold: 2 },
      { day: dayOf('2026-06-20'), sold: 2 },
    ]);
    expect(oversold[0]?.picks.map(({ facts }) => facts)).to.deep.equal([across, again]);
  });

  it('looks at every property, and says when there may be more than it tells', async () => {
    const count = MAX_OVERSOLD + 2;
    for (let index = 0; index < count; index += 1) await inventory.open(idOf(index), 1);
    for (const index of [3, count - 1]) await plant(factsFor(idOf(index)), factsFor(idOf(index)));
    const few = await detectOversell(inventory.edges);
    expect(few).to.include({ propertiesLookedAt: count, isComplete: true });
    expect(few.oversold.map(({ propertyId }) => propertyId)).to.deep.equal([idOf(3), idOf(count - 1)]);
    for (let index = 0; index < count; index += 1) await plant(factsFor(idOf(index)), factsFor(idOf(index)));
    const many = await detectOversell(inventory.edges);
    expect(many).to.include({ propertiesLookedAt: MAX_OVERSOLD, isComplete: false });
    expect(many.oversold).to.have.length(MAX_OVERSOLD);
  });
});
