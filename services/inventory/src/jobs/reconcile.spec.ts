import { expect } from 'chai';
import type { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { holdOf } from '../domain/reservation.ts';
import { initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { GRACE_MS, HOLD_MS, type Instance, NOW_MS, RE_ASK_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { PAGE, type ReconcileOptions, reconcile } from './reconcile.ts';
import { Reconciler } from './reconciler.ts';

describe('reconcile', () => {
  let counters: MemoryRoomCounters;
  let inventory: Instance;

  beforeEach(() => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
  });

  const idOf = (index: number) => `hotel-${String(index).padStart(3, '0')}`;
  /** Opens hotels with a stray hold each. */
  async function openWrong(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await inventory.open(idOf(index), 1);
      const hold = holdOf(factsFor(idOf(index)));
      await inventory.edges.rooms.reserve(await inventory.property(idOf(index)), [hold]);
    }
  }
  const run = (over: Partial<ReconcileOptions> = {}) =>
    reconcile(inventory.reconcileEdges(), {
      isDryRun: false,
      maxProperties: Number.MAX_SAFE_INTEGER,
      isOurTurn: async () => true,
      ...over,
    });

  it('looks at every property, page by page, and repairs what differs', async () => {
    await openWrong(PAGE + 1);
    const found = await run();
    expect(found).to.include({ propertiesLookedAt: PAGE + 1, next: null });
    expect(found.findings).to.have.length(PAGE + 1);
    expect((await run()).findings).to.have.length(0);
  });

  it('ends at a full last page too', async () => {
    await openWrong(PAGE);
    expect(await run()).to.include({ propertiesLookedAt: PAGE, next: null });
  });

  it('looks at no more than it should, and says where to go on', async () => {
    await openWrong(5);
    const found = await run({ maxProperties: 2, afterId: idOf(0) });
    expect(found.findings.map(({ propertyId }) => propertyId)).to.deep.equal([idOf(1), idOf(2)]);
    expect(found.next).to.equal(idOf(2));
  });

  it("leaves off when it is another instance's turn", async () => {
    await openWrong(1);
    expect(await run({ isOurTurn: async () => false })).to.include({ propertiesLookedAt: 0, next: '' });
  });

  describe('overdue holds', () => {
    beforeEach(async () => {
      await inventory.open('hotel', 5);
      await inventory.deliver(initiated(factsFor('hotel')), initiated(factsFor('hotel')));
    });
    const questions = () => inventory.on('hold.expired').length;

    it('are none of its business while the sweep has its time', async () => {
      inventory.nowMs = NOW_MS + HOLD_MS + GRACE_MS - 1;
      expect((await run()).overdueHolds).to.deep.equal({ notAsked: 0, asked: 0, waitingForPayment: 0 });
    });

    it('are asked about when the sweep did not', async () => {
      inventory.nowMs = NOW_MS + HOLD_MS + GRACE_MS;
      expect((await run()).overdueHolds).to.deep.equal({ notAsked: 2, asked: 2, waitingForPayment: 2 });
      expect(questions()).to.equal(2);
      expect((await run()).overdueHolds).to.deep.equal({ notAsked: 0, asked: 0, waitingForPayment: 2 });
      inventory.nowMs += RE_ASK_MS + GRACE_MS;
      expect((await run()).overdueHolds).to.include({ notAsked: 2, asked: 2 });
    });

    it('are only told in a dry run', async () => {
      inventory.nowMs = NOW_MS + HOLD_MS + GRACE_MS;
      const { overdueHolds } = await run({ isDryRun: true });
      expect(overdueHolds).to.deep.equal({ notAsked: 2, asked: 0, waitingForPayment: 0 });
      expect(questions()).to.equal(0);
    });
  });

  describe('by the clock or by hand', () => {
    const stray = (propertyId: string) => counters.reserve(propertyId, 0, [holdOf(factsFor(propertyId))]);

    it('a turn that was ended early is taken up where it ended, and begins again after the last', async () => {
      await openWrong(2 * PAGE);
      const reconciler = new Reconciler(inventory.reconcileEdges());
      let steps = 0;
      await reconciler.turn(async () => {
        steps += 1;
        return steps === 1;
      });
      await stray(idOf(0));
      await reconciler.turn(async () => true);
      const left = await run({ isDryRun: true });
      expect(left.findings.map(({ propertyId }) => propertyId)).to.deep.equal([idOf(0)]);
      await reconciler.turn(async () => true);
      expect((await run({ isDryRun: true })).findings).to.have.length(0);
    });

    it('runs by hand one at a time, and again after one that failed', async () => {
      await openWrong(1);
      const ends: (() => void)[] = [];
      const reconciler = new Reconciler(
        inventory.reconcileEdges(
          () =>
            new Promise((resolve, reject) => {
              ends.push(
                ends.length === 0 ? () => reject(new Error('redis is away')) : () => resolve(undefined),
              );
            }),
        ),
      );
      const until = async (count: number) => {
        while (ends.length < count) await new Promise((resolve) => setImmediate(resolve));
      };
      const first = reconciler.runAll(false);
      await until(1);
      expect(await reconciler.runAll(false)).to.equal(undefined);
      ends[0]?.();
      expect(await first.catch((error) => error.message)).to.equal('redis is away');
      const second = reconciler.runAll(false);
      await until(2);
      ends[1]?.();
      expect((await second)?.findings).to.have.length(1);
    });
  });
});
