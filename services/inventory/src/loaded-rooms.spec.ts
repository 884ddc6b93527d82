import { silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { MemoryRoomCounters } from './adapters/memory/memory-counters.ts';
import { LoadedRooms } from './loaded-rooms.ts';
import { noMetrics } from './metrics.ts';
import type { Properties, RoomCounters } from './ports.ts';
import { initiated } from './testing/events.ts';
import { factsFor } from './testing/facts.ts';
import { memoryServers } from './testing/memory.ts';

const stay = { firstDay: 20_614, nights: 1 };
const hold = { bookingId: 'a', stay };
const hotel = { id: 'hotel', capacity: 2, buckets: 1, epoch: 1 };
const nowhere = { id: 'nowhere', capacity: 1, buckets: 1, epoch: 0 };

describe('loaded rooms', () => {
  function loadedRooms(counters: RoomCounters, properties: Properties) {
    let rebuilt = 0;
    const metrics = {
      ...noMetrics,
      rebuilt() {
        rebuilt += 1;
      },
    };
    const rooms = new LoadedRooms({ counters, properties, logger: silentLogger, metrics, nowMs: () => 0 });
    return { rooms, rebuilt: () => rebuilt };
  }

  it('reload once for many callers at the same time, and answer them all', async () => {
    const { counters, start } = memoryServers();
    const inventory = start();
    await inventory.open('hotel', 2);
    const { rooms, rebuilt } = loadedRooms(counters, inventory.edges.properties);
    const answers = await Promise.all(Array.from({ length: 20 }, () => rooms.read(hotel, stay)));
    expect(answers).to.deep.equal(Array(20).fill({ capacity: 2, taken: [0] }));
    expect(rebuilt()).to.equal(1);
  });

  it('reload each property on its own', async () => {
    const { counters, start } = memoryServers();
    const inventory = start();
    await inventory.open('hotel', 1);
    await inventory.open('inn', 1);
    const { rooms, rebuilt } = loadedRooms(counters, inventory.edges.properties);
    await Promise.all([rooms.reserve(hotel, [hold]), rooms.reserve({ ...hotel, id: 'inn' }, [hold])]);
    expect(rebuilt()).to.equal(2);
  });

  it('bring back every hold of the journal', async () => {
    const { counters, start } = memoryServers();
    const inventory = start();
    await inventory.open('hotel', 2);
    await inventory.deliver(initiated(factsFor('hotel')), initiated(factsFor('hotel')));
    counters.lose();
    expect(await inventory.edges.rooms.read(hotel, stay)).to.deep.equal({ capacity: 2, taken: [2] });
  });

  it('answer undefined for a property that does not exist', async () => {
    const { counters, start } = memoryServers();
    const { rooms } = loadedRooms(counters, start().edges.properties);
    expect(await rooms.reserve(nowhere, [hold])).to.equal(undefined);
    expect(await rooms.release(nowhere, [hold])).to.equal(undefined);
    expect(await rooms.read(nowhere, stay)).to.equal(undefined);
  });

  it('load an epoch once only: a load that failed is followed by another epoch', async () => {
    const { counters, start } = memoryServers();
    const inventory = start();
    await inventory.open('hotel', 1);
    const epochs: number[] = [];
    const failing: RoomCounters = {
      reserve: (...call) => counters.reserve(...call),
      release: (...call) => counters.release(...call),
      read: (...call) => counters.read(...call),
      held: (...call) => counters.held(...call),
      inspect: (...call) => counters.inspect(...call),
      async load(propertyId, snapshot) {
        epochs.push(snapshot.epoch);
        if (epochs.length === 1) throw new Error('timed out, perhaps after it arrived');
        await counters.load(propertyId, snapshot);
      },
    };
    const { rooms } = loadedRooms(failing, inventory.edges.properties);
    await rooms.read(hotel, stay).catch(() => {});
    await rooms.read(hotel, stay);
    expect(epochs).to.deep.equal([2, 3]);
  });

  it('reload on demand what is loaded already, and answer whether there is such a property', async () => {
    const { counters, start } = memoryServers();
    const inventory = start();
    await inventory.open('hotel', 2);
    const { rooms, rebuilt } = loadedRooms(counters, inventory.edges.properties);
    await rooms.reserve(hotel, [hold]);
    expect(await rooms.reload('hotel')).to.equal(true);
    expect(await rooms.reload('nowhere')).to.equal(false);
    expect(await rooms.read(hotel, stay), 'what was not journalled is forgotten').to.deep.equal({
      capacity: 2,
      taken: [0],
    });
    expect(rebuilt()).to.equal(2);
  });

  it('give up after a bound, as a dependency that is away', async () => {
    const { start } = memoryServers();
    const inventory = start();
    await inventory.open('hotel', 1);
    const forgetful = new MemoryRoomCounters();
    forgetful.load = async () => {};
    const { rooms, rebuilt } = loadedRooms(forgetful, inventory.edges.properties);
    const failure = await rooms.read(hotel, stay).catch((error) => error);
    expect(failure).to.include({ name: 'DependencyUnavailableError', dependency: 'redis' });
    expect(rebuilt()).to.be.within(2, 10);
  });
});
