import { expect } from 'chai';
import type { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { holdOf } from '../domain/reservation.ts';
import { captured, failed, initiated, refunded } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import type { Instance } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';

describe('release rooms on PAYMENT_REFUNDED', () => {
  let counters: MemoryRoomCounters;
  let inventory: Instance;
  let another: Instance;
  const facts = factsFor('hotel');
  const { stay } = holdOf(facts);

  beforeEach(async () => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
    another = servers.start();
    await inventory.open('hotel', 1);
    await inventory.deliver(initiated(facts));
  });

  const takenNow = async () =>
    (await inventory.edges.rooms.read(await inventory.property('hotel'), stay))?.taken;
  const released = () => [...inventory.on('inventory.released'), ...another.on('inventory.released')];

  it('frees firm rooms, says so with the reason and in the same trace, and the room can be sold again', async () => {
    await inventory.deliver(captured(facts));
    const refund = refunded(facts, 'CANCELLED');
    await inventory.deliver(refund);
    expect(released().map(({ payload }) => payload)).to.deep.equal([{ ...facts, reason: 'CANCELLED' }]);
    expect(released()[0]?.metadata.traceId).to.equal(refund.event.metadata.traceId);
    const next = factsFor('hotel');
    await inventory.deliver(initiated(next));
    expect(await inventory.stateOf(next)).to.equal('HELD');
  });

  it('out of order, before the capture: frees the held rooms, and the capture no longer makes them firm', async () => {
    await inventory.deliver(refunded(facts, 'HOLD_EXPIRED'));
    await inventory.deliver(captured(facts));
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
    expect(released().map(({ payload }) => payload.reason)).to.deep.equal(['HOLD_EXPIRED']);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('in one batch with the capture, in either order: released', async () => {
    const other = factsFor('hotel');
    await inventory.open('hotel', 2);
    await inventory.deliver(initiated(other));
    await inventory.deliver(captured(facts), refunded(facts));
    await inventory.deliver(refunded(other), captured(other));
    expect([await inventory.stateOf(facts), await inventory.stateOf(other)]).to.deep.equal([
      'RELEASED',
      'RELEASED',
    ]);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('captured by another instance between reading and writing: released all the same', async () => {
    inventory.beforeSave = () => another.deliver(captured(facts));
    await inventory.deliver(refunded(facts));
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
    expect(inventory.conflicts).to.equal(0);
  });

  it('repeated, also by another instance and beside a failure: said once, one room freed', async () => {
    await inventory.open('hotel', 2);
    await inventory.deliver(initiated(factsFor('hotel')));
    await inventory.deliver(refunded(facts), refunded(facts));
    await another.deliver(refunded(facts), failed(facts));
    expect(released()).to.have.length(1);
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('released by another instance between reading and writing: said once', async () => {
    await inventory.deliver(captured(facts));
    inventory.beforeSave = () => another.deliver(refunded(facts));
    await inventory.deliver(refunded(facts));
    expect(inventory.conflicts).to.equal(1);
    expect(released()).to.have.length(1);
  });

  it('because the rooms were released before: nothing more is said', async () => {
    await inventory.deliver(failed(facts));
    await inventory.deliver(captured(facts), refunded(facts, 'ROOMS_RELEASED'));
    expect(released().map(({ payload }) => payload.reason)).to.deep.equal(['PAYMENT_FAILED']);
  });

  it('delivered again after a crash between journal and counters: the counters follow', async () => {
    const { unitOfWork, reservations } = inventory.edges;
    const release = { hold: holdOf(facts), propertyId: 'hotel', reason: 'CANCELLED' } as const;
    await unitOfWork.run((tx) => reservations.release(tx, [{ ...release, from: ['HELD', 'FIRM'] }], 0));
    expect(await takenNow()).to.deep.equal([1, 1]);
    await inventory.deliver(refunded(facts));
    expect(released()).to.have.length(0);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('while the counters are lost: they are reloaded without the booking', async () => {
    await inventory.deliver(captured(facts));
    counters.lose();
    await inventory.deliver(refunded(facts));
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('for a booking that has no rooms here: nothing is said or freed', async () => {
    const rejected = factsFor('hotel');
    await inventory.deliver(initiated(rejected));
    await inventory.deliver(refunded(rejected), refunded(factsFor('hotel')));
    expect(await inventory.stateOf(rejected)).to.equal('REJECTED');
    expect(released()).to.have.length(0);
    expect(await takenNow()).to.deep.equal([1, 1]);
  });
});
