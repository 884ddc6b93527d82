import type { ReconcileOptions } from '@wanderluxe/messaging';
import { expect } from 'chai';
import type { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { holdOf } from '../domain/reservation.ts';
import { factsFor } from '../testing/facts.ts';
import type { Instance } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { CountersCheck, PAGE } from './counters-check.ts';

const always = async () => true;
const whole: ReconcileOptions = { isDryRun: false, isWhole: true, isOurTurn: always };
const part: ReconcileOptions = { ...whole, isWhole: false };

describe('counters check', () => {
  let counters: MemoryRoomCounters;
  let inventory: Instance;

  beforeEach(() => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
  });

  const idOf = (index: number) => `hotel-${String(index).padStart(3, '0')}`;
  const stray = (propertyId: string) => counters.reserve(propertyId, 0, [holdOf(factsFor(propertyId))]);
  /** Opens hotels with a stray hold each. */
  async function openWrong(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await inventory.open(idOf(index), 1);
      const hold = holdOf(factsFor(idOf(index)));
      await inventory.edges.rooms.reserve(await inventory.property(idOf(index)), [hold]);
    }
  }
  const check = (perTurn?: number) => new CountersCheck(inventory.reconcileEdges(), perTurn);
  const idsIn = (findings: readonly object[]) =>
    findings.map((finding) => (finding as { propertyId: string }).propertyId);

  it('looks at every property, page by page, and repairs what differs', async () => {
    await openWrong(PAGE + 1);
    expect(await check().run(whole)).to.deep.include({
      found: PAGE + 1,
      repaired: PAGE + 1,
      notes: { lookedAt: PAGE + 1, notLoaded: 0 },
    });
    expect(await check().run(whole)).to.include({ found: 0 });
  });

  it('ends at a full last page too', async () => {
    await openWrong(PAGE);
    expect((await check().run(whole)).notes).to.deep.equal({ lookedAt: PAGE, notLoaded: 0 });
  });

  it('tells what differs and only that in a dry run', async () => {
    await openWrong(1);
    await inventory.open('inn', 1);
    const { findings, ...counts } = await check().run({ ...whole, isDryRun: true });
    expect(counts).to.deep.equal({ found: 1, repaired: 0, notes: { lookedAt: 2, notLoaded: 1 } });
    expect(findings).to.have.length(1);
    expect(findings[0]).to.include({ propertyId: idOf(0), repaired: false, differencesInAll: 1 });
    expect(await check().run({ ...whole, isDryRun: true })).to.include({ found: 1 });
  });

  it('names nights by their date', async () => {
    await inventory.open('hotel', 1);
    await inventory.edges.rooms.reload('hotel');
    const inspect = counters.inspect.bind(counters);
    counters.inspect = async (...args) => {
      const counted = await inspect(...args);
      return counted === 'NOT_LOADED' ? counted : { ...counted, taken: new Map([[20_614, 1]]) };
    };
    const { findings } = await check().run({ ...whole, isDryRun: true });
    expect(findings).to.deep.include.members([
      {
        propertyId: 'hotel',
        repaired: false,
        differencesInAll: 1,
        differences: [{ kind: 'WRONG_NIGHT', counted: 1, held: 0, date: '2026-06-10' }],
      },
    ]);
  });

  it('by the clock looks at a part, goes on after it, and begins again after the last', async () => {
    await openWrong(5);
    const own = check(2);
    const seen: string[][] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      seen.push(idsIn((await own.run(part)).findings));
      if (turn === 1) await stray(idOf(0));
    }
    expect(seen).to.deep.equal([[idOf(0), idOf(1)], [idOf(2), idOf(3)], [idOf(4)], [idOf(0)]]);
  });

  it('rests after every few by the clock, and not when somebody waits for all of it', async () => {
    await openWrong(12);
    let rests = 0;
    const rest = async () => {
      rests += 1;
    };
    const own = new CountersCheck({ ...inventory.reconcileEdges(), rest });
    await own.run({ ...whole, isDryRun: true });
    expect(rests).to.equal(0);
    await own.run({ ...part, isDryRun: true });
    // Three groups of the first look, and of the second.
    expect(rests).to.equal(6);
  });

  it("leaves off when it is another instance's turn, and takes up where it ended", async () => {
    await openWrong(2 * PAGE);
    const own = check();
    let steps = 0;
    const once = async () => {
      steps += 1;
      return steps === 1;
    };
    expect(await own.run({ ...part, isOurTurn: once })).to.include({ found: PAGE });
    await stray(idOf(0));
    expect(await own.run(part)).to.include({ found: PAGE });
    expect(idsIn((await own.run(part)).findings)).to.deep.equal([idOf(0)]);
  });
});
