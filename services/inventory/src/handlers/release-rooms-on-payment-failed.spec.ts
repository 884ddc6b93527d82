import { idsOf } from '@wanderluxe/schemas';
import { expect } from 'chai';
import type { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { holdOf } from '../domain/reservation.ts';
import { captured, failed, initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import type { Instance } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';

describe('release rooms on PAYMENT_FAILED', () => {
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
  const released = () => inventory.on('inventory.released');

  it('frees the rooms, says so with the reason and in the same trace, and the room can be sold again', async () => {
    const failure = failed(facts);
    await inventory.deliver(failure);
    expect(released().map(({ payload }) => payload)).to.deep.equal([{ ...facts, reason: 'PAYMENT_FAILED' }]);
    expect(released()[0]?.metadata.traceId).to.equal(failure.event.metadata.traceId);
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
    const next = factsFor('hotel');
    await inventory.deliver(initiated(next));
    expect(await inventory.stateOf(next)).to.equal('HELD');
  });

  it('says why the payment was given up', async () => {
    await inventory.open('hotel', 3);
    const [cancelled, expired] = [factsFor('hotel'), factsFor('hotel')];
    await inventory.deliver(initiated(cancelled), initiated(expired));
    await inventory.deliver(failed(cancelled, 'CANCELLED'), failed(expired, 'HOLD_EXPIRED'));
    expect(released().map(({ payload }) => payload.reason)).to.deep.equal(['CANCELLED', 'HOLD_EXPIRED']);
  });

  it('repeated, also by another instance: says it once and frees one room', async () => {
    await inventory.open('hotel', 2);
    await inventory.deliver(initiated(factsFor('hotel')));
    await inventory.deliver(failed(facts), failed(facts));
    await inventory.deliver(failed(facts));
    await another.deliver(failed(facts));
    expect(released()).to.have.length(1);
    expect(another.said).to.have.length(0);
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('repeated after the room was sold to somebody else: theirs stays taken', async () => {
    await inventory.deliver(failed(facts));
    await inventory.deliver(initiated(factsFor('hotel')));
    await inventory.deliver(failed(facts));
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('delivered again after a crash between journal and counters: the counters follow', async () => {
    const { unitOfWork, reservations } = inventory.edges;
    const release = { hold: holdOf(facts), propertyId: 'hotel', reason: 'PAYMENT_FAILED' } as const;
    await unitOfWork.run((tx) => reservations.release(tx, [{ ...release, from: ['HELD'] }], 0));
    expect(await takenNow()).to.deep.equal([1, 1]);
    await inventory.deliver(failed(facts));
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('released by another instance between reading and writing: said once', async () => {
    inventory.beforeSave = () => another.deliver(failed(facts));
    await inventory.deliver(failed(facts));
    expect(inventory.conflicts).to.equal(1);
    expect([...inventory.on('inventory.released'), ...another.on('inventory.released')]).to.have.length(1);
  });

  it('late, after the capture: a firm room stays', async () => {
    await inventory.deliver(captured(facts));
    await inventory.deliver(failed(facts));
    expect(await inventory.stateOf(facts)).to.equal('FIRM');
    expect(released()).to.have.length(0);
    expect(await takenNow()).to.deep.equal([1, 1]);
  });

  it('out of order, before any reservation, or for a rejected one: nothing is said or freed', async () => {
    const rejected = factsFor('hotel');
    await inventory.deliver(initiated(rejected));
    const failures = [failed(rejected), failed(factsFor('hotel'))];
    await inventory.deliver(...failures);
    expect(released()).to.have.length(0);
    expect(await takenNow()).to.deep.equal([1, 1]);
    const warning = {
      message: 'payment ended what holds no such rooms',
      name: 'release-rooms-on-payment-failed',
    };
    expect(inventory.warned).to.deep.equal(failures.map(({ event }) => ({ ...warning, ...idsOf(event) })));
  });

  it('while the counters are lost: they are reloaded without the booking', async () => {
    counters.lose();
    await inventory.deliver(failed(facts));
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('while a reload with the booking in its snapshot is on its way: the late load counts for nothing', async () => {
    counters.lose();
    const late = await another.edges.properties.beginEpoch('hotel', 0);
    expect(late?.holds).to.deep.equal([holdOf(facts)]);
    await inventory.deliver(failed(facts));
    await counters.load('hotel', late as NonNullable<typeof late>);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });

  it('the late load of a snapshot with the booking, after one more loss: is not believed either', async () => {
    counters.lose();
    const late = await another.edges.properties.beginEpoch('hotel', 0);
    await inventory.deliver(failed(facts));
    counters.lose();
    await counters.load('hotel', late as NonNullable<typeof late>);
    expect(await takenNow()).to.deep.equal([0, 0]);
  });
});
