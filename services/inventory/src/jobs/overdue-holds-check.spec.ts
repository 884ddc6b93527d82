import { expect } from 'chai';
import { initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { GRACE_MS, HOLD_MS, type Instance, NOW_MS, RE_ASK_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { overdueHolds } from './overdue-holds-check.ts';

describe('overdue holds check', () => {
  let inventory: Instance;
  const facts = [factsFor('hotel'), factsFor('hotel')];

  beforeEach(async () => {
    inventory = memoryServers().start();
    await inventory.open('hotel', 5);
    await inventory.deliver(...facts.map(initiated));
  });
  const run = (isDryRun = false) =>
    overdueHolds(inventory.reconcileEdges()).run({ isDryRun, isWhole: true, isOurTurn: async () => true });
  const questions = () => inventory.on('hold.expired').length;

  it('finds none while the sweep has its time', async () => {
    inventory.nowMs = NOW_MS + HOLD_MS + GRACE_MS - 1;
    expect(await run()).to.deep.equal({
      found: 0,
      repaired: 0,
      findings: [],
      notes: { waitingForPayment: 0 },
    });
  });

  it('asks when the sweep did not', async () => {
    inventory.nowMs = NOW_MS + HOLD_MS + GRACE_MS;
    expect(await run()).to.deep.include({ found: 2, repaired: 2, notes: { waitingForPayment: 2 } });
    expect(questions()).to.equal(2);
    expect(await run()).to.deep.include({ found: 0, repaired: 0, notes: { waitingForPayment: 2 } });
    inventory.nowMs += RE_ASK_MS + GRACE_MS;
    expect(await run()).to.include({ found: 2, repaired: 2 });
  });

  it('names them and asks nothing in a dry run', async () => {
    inventory.nowMs = NOW_MS + HOLD_MS + GRACE_MS;
    const { findings, ...counts } = await run(true);
    expect(counts).to.deep.equal({ found: 2, repaired: 0, notes: { waitingForPayment: 0 } });
    expect(findings).to.have.deep.members(facts.map(({ bookingId }) => ({ bookingId, propertyId: 'hotel' })));
    expect(questions()).to.equal(0);
  });
});
