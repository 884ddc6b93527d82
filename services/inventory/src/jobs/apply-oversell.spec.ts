import type { BookingFacts } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { reservationOn } from '../domain/reservation.ts';
import { captured, failed, refunded } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { type Instance, NOW_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { applyOversell } from './apply-oversell.ts';
import { detectOversell } from './detect-oversell.ts';

describe('apply oversell', () => {
  let inventory: Instance;
  let another: Instance;
  let counters: ReturnType<typeof memoryServers>['counters'];
  const decision = { by: 'ann', reason: 'a bug sold too many', atMs: NOW_MS + 1_000 };

  beforeEach(async () => {
    const servers = memoryServers();
    inventory = servers.start();
    another = servers.start();
    counters = servers.counters;
    await inventory.open('hotel', 1);
  });

  /** Journals without asking the counters: what must never happen. */
  const plant = (...planted: BookingFacts[]) =>
    inventory.edges.unitOfWork.run((tx) =>
      inventory.edges.reservations.add(
        tx,
        planted.map((facts) => ({
          reservation: reservationOn(
            facts,
            { kind: 'HELD', epoch: 1 },
            { traceId: 't', nowMs: NOW_MS, holdMs: 1 },
          ),
          epoch: 1,
        })),
        NOW_MS,
      ),
    );
  const apply = (on = inventory) => applyOversell({ ...on.edges, committer: on.committer }, decision);
  const released = (on = inventory) => on.on('inventory.released').map(({ payload }) => payload);
  const idsIn = (report: Awaited<ReturnType<typeof apply>>) =>
    report.oversold.flatMap(({ picks }) => picks.map(({ facts }) => facts.bookingId));
  const isClean = async () => (await detectOversell(inventory.edges)).oversold.length === 0;
  const held = async () => {
    const counted = await counters.inspect('hotel', 0);
    return counted === 'NOT_LOADED' ? [] : counted.holds.map(({ bookingId }) => bookingId);
  };

  it('releases whoever is picked, says so in their trace, and remembers who decided and why', async () => {
    const [early, late] = [factsFor('hotel'), factsFor('hotel')];
    await plant(early, late);
    for (const facts of [early, late]) {
      inventory.nowMs += 1;
      await inventory.deliver(captured(facts));
    }
    await inventory.edges.rooms.reload('hotel');
    expect(idsIn(await apply())).to.deep.equal([late.bookingId]);
    expect(released()).to.deep.equal([{ ...late, reason: 'OVERSOLD' }]);
    expect(inventory.on('inventory.released')[0]?.metadata.traceId).to.equal('t');
    const row = (await inventory.edges.reservations.find([late.bookingId])).get(late.bookingId);
    expect(row).to.deep.include({ state: 'RELEASED', reason: 'OVERSOLD', decision });
    const about = { propertyId: 'hotel', bookingId: late.bookingId, traceId: 't' };
    expect(inventory.warned).to.deep.equal([
      { message: 'an operator released what is oversold', ...about, ...decision },
    ]);
    expect(await held()).to.deep.equal([early.bookingId]);
    expect(await isClean()).to.equal(true);
  });

  it('applied twice, and at the same time by two: nobody more is released', async () => {
    await plant(factsFor('hotel'), factsFor('hotel'), factsFor('hotel'));
    inventory.beforeSave = async () => void (await apply(another));
    await apply();
    expect(released().length + released(another).length).to.equal(2);
    expect(idsIn(await apply())).to.deep.equal([]);
    expect(released().length + released(another).length).to.equal(2);
  });

  it('cancelled by its guest between the plan and the release: nobody is released for nothing', async () => {
    const all = [factsFor('hotel'), factsFor('hotel')];
    await plant(...all);
    const [picked] = idsIn(await detectOversell(inventory.edges));
    const stays = all.find(({ bookingId }) => bookingId !== picked) as BookingFacts;
    inventory.beforeSave = () => another.deliver(failed(stays, 'CANCELLED'));
    expect(idsIn(await apply())).to.deep.equal([]);
    expect(released()).to.deep.equal([]);
    const states = await Promise.all(all.map((facts) => inventory.stateOf(facts)));
    expect(states).to.have.members(['HELD', 'RELEASED']);
  });

  it('a crash before the commit releases nobody; one after it leaves only the counters to the reconciler', async () => {
    const [a, b] = [factsFor('hotel'), factsFor('hotel')];
    await plant(a, b);
    await inventory.edges.rooms.reload('hotel');
    inventory.beforeSave = () => Promise.reject(new Error('killed'));
    await apply().catch(() => {});
    expect(released()).to.deep.equal([]);
    const release = counters.release.bind(counters);
    counters.release = () => Promise.reject(new Error('killed'));
    await apply().catch(() => {});
    counters.release = release;
    expect(released()).to.have.length(1);
    expect(idsIn(await apply()), 'resumed').to.deep.equal([]);
    expect(await isClean()).to.equal(true);
  });

  it('the refund that follows finds the rooms released, and says nothing more', async () => {
    const [early, late] = [factsFor('hotel'), factsFor('hotel')];
    await plant(early, late);
    await inventory.deliver(captured(early), captured(late));
    await apply();
    const [gone] = released();
    if (!gone) throw new Error('nobody was released');
    const { reason: _, ...facts } = gone;
    await inventory.deliver(refunded(facts, 'OVERSOLD'));
    expect(released()).to.have.length(1);
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
  });
});
