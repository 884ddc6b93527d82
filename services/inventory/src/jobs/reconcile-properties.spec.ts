import { expect } from 'chai';
import type { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { horizonOf } from '../domain/horizon.ts';
import { holdOf } from '../domain/reservation.ts';
import { dayOf } from '../domain/stay.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import { initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { type Instance, NOW_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { type ReconcilePropertiesEdges, reconcileProperties } from './reconcile-properties.ts';

describe('reconcile properties', () => {
  let counters: MemoryRoomCounters;
  let inventory: Instance;
  let another: Instance;
  const facts = factsFor('hotel');
  const stranger = holdOf(factsFor('hotel'));

  beforeEach(async () => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
    another = servers.start();
    await inventory.open('hotel', 3);
    await inventory.deliver(initiated(facts));
  });

  const look = (
    onGrace?: () => Promise<unknown>,
    { isDryRun = false, over = {} as Partial<ReconcilePropertiesEdges>, ids = ['hotel'] } = {},
  ) => reconcileProperties({ ...inventory.reconcileEdges(onGrace), ...over }, ids, { isDryRun });
  const epochOf = async () => (await inventory.edges.properties.find(['hotel'])).get('hotel')?.epoch ?? 0;
  const held = async () => {
    const counted = await counters.inspect('hotel', 0);
    return counted === 'NOT_LOADED' ? [] : counted.holds.map(({ bookingId }) => bookingId);
  };

  it('finds nothing, does not wait and reloads nothing when both agree', async () => {
    const epoch = await epochOf();
    const never = () => Promise.reject(new Error('waited'));
    expect(await look(never)).to.deep.equal({ findings: [], notLoaded: 0 });
    expect(await epochOf()).to.equal(epoch);
  });

  it('stays that are over are no difference; long after it, a reload takes them out of the counters', async () => {
    const DAY_MS = 86_400_000;
    let nowMs = NOW_MS;
    const servers = memoryServers(horizonOf(30, () => nowMs));
    inventory = servers.start();
    counters = servers.counters;
    await inventory.open('hotel', 3);
    await inventory.deliver(initiated(facts));
    const epoch = await epochOf();
    const never = () => Promise.reject(new Error('waited'));

    nowMs = dayOf(facts.dates.checkOut) * DAY_MS + 32 * DAY_MS;
    expect(await inventory.edges.reservations.activeHolds('hotel')).to.deep.equal([]);
    expect((await look(never)).findings).to.deep.equal([]);
    expect([await held(), await epochOf()]).to.deep.equal([[facts.bookingId], epoch]);

    nowMs += 30 * DAY_MS;
    expect((await look(never, { isDryRun: true })).findings).to.deep.equal([]);
    expect(await epochOf()).to.equal(epoch);
    expect((await look(never)).findings).to.deep.equal([]);
    expect([await held(), await epochOf()]).to.deep.equal([[], epoch + 1]);
  });

  it('repairs a hold without a row in the journal, under a new epoch', async () => {
    await counters.reserve('hotel', 0, [stranger]);
    const epoch = await epochOf();
    expect((await look()).findings).to.deep.equal([
      {
        propertyId: 'hotel',
        differences: [{ kind: 'COUNTED_ONLY', bookingId: stranger.bookingId }],
        isRepaired: true,
      },
    ]);
    expect(await held()).to.deep.equal([facts.bookingId]);
    expect(await epochOf()).to.equal(epoch + 1);
  });

  it('repairs a hold that the counters lost, before its room is sold again', async () => {
    await counters.release('hotel', 0, [holdOf(facts)]);
    const [finding] = (await look()).findings;
    expect(finding?.differences).to.deep.equal([{ kind: 'JOURNALLED_ONLY', bookingId: facts.bookingId }]);
    expect(await held()).to.deep.equal([facts.bookingId]);
    expect((await look()).findings).to.deep.equal([]);
  });

  it('repairs a wrong number of rooms, and a wrong capacity', async () => {
    const inspect: LoadedRooms['inspect'] = async (property) => {
      const counted = await counters.inspect(property.id, property.epoch);
      return counted === 'NOT_LOADED' || (await epochOf()) > 1
        ? counted
        : { ...counted, capacity: 9, taken: new Map([[1, 1]]) };
    };
    const reload: LoadedRooms['reload'] = (id) => inventory.edges.rooms.reload(id);
    // The hotel's first load was its second epoch: begin again with counters that are wrong in its first.
    const fresh = memoryServers();
    counters = fresh.counters;
    inventory = fresh.start();
    await inventory.open('hotel', 3);
    await counters.load('hotel', { epoch: 1, capacity: 3, holds: [] });
    const [finding] = (await look(undefined, { over: { rooms: { inspect, reload } } })).findings;
    expect(finding?.differences).to.deep.equal([
      { kind: 'WRONG_NIGHT', day: 1, counted: 1, held: 0 },
      { kind: 'WRONG_CAPACITY', counted: 9, wanted: 3 },
    ]);
    expect((await look(undefined, { over: { rooms: { inspect, reload } } })).findings).to.deep.equal([]);
  });

  it('in a dry run only tells', async () => {
    await counters.reserve('hotel', 0, [stranger]);
    const epoch = await epochOf();
    const [finding] = (await look(undefined, { isDryRun: true })).findings;
    expect(finding?.isRepaired).to.equal(false);
    expect(await held()).to.include(stranger.bookingId);
    expect(await epochOf()).to.equal(epoch);
  });

  it('leaves a booking alone that is on its way into the journal', async () => {
    const saved = Promise.withResolvers<void>();
    let looked: ReturnType<typeof look> | undefined;
    let differedAtFirst = false;
    inventory.beforeSave = () =>
      new Promise((resolve) => {
        const grace = () => {
          differedAtFirst = true;
          resolve();
          return saved.promise;
        };
        looked = look(grace);
      });
    const epoch = await epochOf();
    await inventory.deliver(initiated(factsFor('hotel')));
    saved.resolve();
    expect((await looked)?.findings).to.deep.equal([]);
    expect(differedAtFirst).to.equal(true);
    expect(await epochOf()).to.equal(epoch);
  });

  it('leaves differences alone that are others at the second look', async () => {
    await counters.reserve('hotel', 0, [stranger]);
    const another = holdOf(factsFor('hotel'));
    const passing = async () => {
      await counters.release('hotel', 0, [stranger]);
      await counters.reserve('hotel', 0, [another]);
    };
    expect((await look(passing)).findings).to.deep.equal([]);
  });

  it('a repair beside a booking whose journal takes longer than the grace: it is counted again, nothing is sold twice', async () => {
    await inventory.open('hotel', 2);
    const [slow, rival] = [factsFor('hotel'), factsFor('hotel')];
    inventory.beforeSave = async () => {
      expect((await look()).findings, 'taken, not journalled').to.have.length(1);
      await another.deliver(initiated(rival));
    };
    await inventory.deliver(initiated(slow));
    expect(inventory.conflicts).to.equal(1);
    expect(await inventory.stateOf(rival)).to.equal('HELD');
    expect(await inventory.stateOf(slow)).to.equal('REJECTED');
    expect((await look()).findings).to.deep.equal([]);
  });

  it('calls what is not loaded no difference: whoever needs it loads it', async () => {
    counters.lose();
    expect(await look(undefined, { ids: ['hotel', 'nowhere'] })).to.deep.equal({
      findings: [],
      notLoaded: 2,
    });
  });

  it('does not judge counters of an epoch that is over: they count for nothing', async () => {
    await counters.reserve('hotel', 0, [stranger]);
    await inventory.open('hotel', 4);
    expect(await look()).to.deep.equal({ findings: [], notLoaded: 1 });
  });

  it('lost between the two looks: nothing is left to repair', async () => {
    await counters.reserve('hotel', 0, [stranger]);
    expect((await look(async () => counters.lose())).findings).to.deep.equal([]);
  });

  it('repairs each property that differs and no other', async () => {
    await inventory.open('inn', 1);
    await inventory.edges.rooms.reload('inn');
    await counters.reserve('hotel', 0, [stranger]);
    const before = (await inventory.edges.properties.find(['inn'])).get('inn')?.epoch;
    const { findings } = await look(undefined, { ids: ['hotel', 'inn'] });
    expect(findings.map(({ propertyId }) => propertyId)).to.deep.equal(['hotel']);
    expect((await inventory.edges.properties.find(['inn'])).get('inn')?.epoch).to.equal(before);
  });
});
