import { ConflictError, UnreadableRecordError } from '@wanderluxe/messaging';
import type { StayDates } from '@wanderluxe/schemas';
import { expect } from 'chai';
import type { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { dayOf } from '../domain/stay.ts';
import { failed, initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { HOLD_MS, type Instance } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';

const nights = (checkIn: string, checkOut: string): { dates: StayDates } => ({
  dates: { checkIn, checkOut },
});
const twoNights = { firstDay: dayOf('2026-06-10'), nights: 2 };

describe('reserve rooms on BOOKING_INITIATED', () => {
  let counters: MemoryRoomCounters;
  let inventory: Instance;
  let another: Instance;

  beforeEach(async () => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
    another = servers.start();
    await inventory.open('hotel', 1);
  });

  const takenNow = async (property = 'hotel') =>
    (await inventory.edges.rooms.read(await inventory.property(property), twoNights))?.taken;
  const reserved = () => inventory.on('inventory.reserved').map(({ payload }) => payload.bookingId);

  it('holds the rooms and says so, with all facts and in the same trace', async () => {
    const facts = factsFor('hotel');
    const request = initiated(facts);
    await inventory.deliver(request);
    const [event] = inventory.on('inventory.reserved');
    expect(event?.payload).to.deep.equal({ ...facts, holdExpiresAt: inventory.nowMs + HOLD_MS });
    expect(event?.metadata).to.include({ traceId: request.event.metadata.traceId, origin: 'inventory' });
    expect(inventory.said[0]).to.include({ key: 'hotel' });
    expect(await inventory.stateOf(facts)).to.equal('HELD');
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('rejects a stay with a full night, names the first, and holds none of its nights', async () => {
    await inventory.deliver(initiated(factsFor('hotel', nights('2026-06-11', '2026-06-12'))));
    const facts = factsFor('hotel', nights('2026-06-10', '2026-06-14'));
    await inventory.deliver(initiated(facts));
    const [event] = inventory.on('inventory.rejected');
    expect(event?.payload).to.deep.equal({ ...facts, reason: 'SOLD_OUT', firstFullNight: '2026-06-11' });
    expect(await inventory.stateOf(facts)).to.equal('REJECTED');
    expect(await takenNow()).to.deep.equal([0, 1]);
  });

  it('rejects a property that does not exist', async () => {
    await inventory.deliver(initiated(factsFor('nowhere')));
    const [event] = inventory.on('inventory.rejected');
    expect(event?.payload).to.include({ reason: 'UNKNOWN_PROPERTY', firstFullNight: null });
  });

  it('rejects a stay that began before the horizon, without asking the counters; a booking beside it is held', async () => {
    const past = factsFor('hotel', nights('2026-03-31', '2026-06-12'));
    const oldest = factsFor('hotel', nights('2026-04-01', '2026-04-02'));
    await inventory.deliver(initiated(past), initiated(oldest));
    const [event] = inventory.on('inventory.rejected');
    expect(event?.payload).to.include({ bookingId: past.bookingId, reason: 'OTHER', firstFullNight: null });
    expect(await inventory.stateOf(past)).to.equal('REJECTED');
    expect(await inventory.stateOf(oldest)).to.equal('HELD');
    expect(await takenNow()).to.deep.equal([0, 0]);
    await inventory.deliver(initiated(past));
    expect(inventory.on('inventory.rejected')).to.have.length(1);
  });

  it('gives the last room to the first of a batch, property by property', async () => {
    await inventory.open('inn', 1);
    const [first, second] = [factsFor('hotel'), factsFor('hotel')];
    const inn = factsFor('inn');
    await inventory.deliver(initiated(first), initiated(inn), initiated(second));
    expect(reserved()).to.have.members([first.bookingId, inn.bookingId]);
    expect(inventory.on('inventory.rejected').map(({ payload }) => payload.bookingId)).to.deep.equal([
      second.bookingId,
    ]);
  });

  it('repeated: says nothing again and counts once', async () => {
    const request = initiated(factsFor('hotel'));
    await inventory.deliver(request, request);
    await inventory.deliver(request);
    await another.deliver(request);
    expect(reserved()).to.have.length(1);
    expect(another.said).to.have.length(0);
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('repeated after a rejection: stays rejected although there is room now', async () => {
    const [first, second] = [factsFor('hotel'), factsFor('hotel')];
    await inventory.deliver(initiated(first), initiated(second));
    await inventory.deliver(failed(first));
    await inventory.deliver(initiated(second));
    expect(await inventory.stateOf(second)).to.equal('REJECTED');
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('late, after its release: has no effect', async () => {
    const facts = factsFor('hotel');
    await inventory.deliver(initiated(facts));
    await inventory.deliver(failed(facts));
    await inventory.deliver(initiated(facts));
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
    expect(reserved()).to.have.length(1);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('delivered again after a crash between counting and journalling: one hold', async () => {
    const facts = factsFor('hotel');
    inventory.beforeSave = () => Promise.reject(new Error('killed'));
    await inventory.attempt(initiated(facts)).catch(() => {});
    await another.deliver(initiated(facts));
    expect(another.on('inventory.reserved')).to.have.length(1);
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('a zombie that took rooms after another instance reserved and released: gives them back', async () => {
    const facts = factsFor('hotel');
    inventory.beforeSave = async () => {
      await another.deliver(initiated(facts));
      await another.deliver(failed(facts));
      await counters.reserve('hotel', 0, [{ bookingId: facts.bookingId, stay: twoNights }]);
    };
    await inventory.deliver(initiated(facts));
    expect(inventory.conflicts).to.equal(1);
    expect(inventory.said).to.have.length(0);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('one booking id at two properties: the first keeps its rooms, the other gets its own back', async () => {
    await inventory.open('inn', 1);
    const facts = factsFor('hotel');
    const elsewhere = { ...facts, propertyId: 'inn' };
    inventory.beforeSave = () => another.deliver(initiated(facts));
    await inventory.deliver(initiated(elsewhere));
    expect(await inventory.stateOf(facts)).to.equal('HELD');
    expect(await takenNow('hotel')).to.deep.equal([1, 1]);
    expect(await takenNow('inn')).to.deep.equal([0, 0]);
  });

  it('journals nothing that was counted before the counters were lost and reloaded', async () => {
    const [first, second] = [factsFor('hotel'), factsFor('hotel')];
    inventory.beforeSave = async () => {
      counters.lose();
      await another.deliver(initiated(second));
    };
    await inventory.deliver(initiated(first));
    expect(await another.stateOf(second)).to.equal('HELD');
    expect(await inventory.stateOf(first)).to.equal('REJECTED');
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('counts again when the capacity changed before it was journalled', async () => {
    const [first, second] = [factsFor('hotel'), factsFor('hotel')];
    inventory.beforeSave = async () => void (await another.open('hotel', 2));
    await inventory.deliver(initiated(first), initiated(second));
    expect(inventory.conflicts).to.equal(1);
    expect(reserved()).to.have.members([first.bookingId, second.bookingId]);
  });

  it('after a loss of the counters: waits for the reload instead of calling the hotel sold out', async () => {
    await inventory.open('hotel', 2);
    await inventory.deliver(initiated(factsFor('hotel')));
    counters.lose();
    const facts = factsFor('hotel');
    await inventory.deliver(initiated(facts));
    expect(await inventory.stateOf(facts)).to.equal('HELD');
    expect(await takenNow()).to.deep.equal([2, 2]);
  });

  it('cannot read a stay without a night, and then takes nothing for the others of its batch either', async () => {
    const none = initiated(factsFor('hotel', nights('2026-06-10', '2026-06-10')));
    const failure = await inventory.attempt(initiated(factsFor('hotel')), none).catch((error) => error);
    expect(failure).to.be.instanceOf(UnreadableRecordError);
    expect(failure.message).to.contain('0 nights');
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  for (const impossible of [
    { amount: '1.5', currency: 'JPY' },
    { amount: '12.00', currency: 'XXZ' },
  ]) {
    it(`holds no rooms for ${impossible.amount} ${impossible.currency}, which nobody could pay`, async () => {
      await inventory.open('hotel', 2);
      const failure = await inventory
        .attempt(initiated({ ...factsFor('hotel'), ...impossible }))
        .catch((error) => error);
      expect(failure).to.be.instanceOf(UnreadableRecordError);
      expect(failure.message).to.contain(impossible.currency);
      expect(await takenNow()).to.deep.equal([0, 0]);
    });
  }

  it('reports a conflict to the runner rather than saying anything', async () => {
    inventory.beforeSave = async () => void (await another.open('hotel', 3));
    const failure = await inventory.attempt(initiated(factsFor('hotel'))).catch((error) => error);
    expect(failure).to.be.instanceOf(ConflictError);
    expect(inventory.said).to.have.length(0);
  });
});
