import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, reserved } from '../testing/reserved.ts';
import { missingReminders } from './missing-reminders-check.ts';

describe('missing reminders check', () => {
  let engine: MemoryEngine;
  const [unknown, refunding] = [reserved(), reserved()];

  beforeEach(async () => {
    engine = new MemoryEngine();
    await engine.deliver(refunding);
    await engine.deliver(cancelled(refunding));
    engine.bank.mood = 'silence';
    await engine.deliver(unknown);
  });

  const run = ({ isDryRun = false, wait = async () => {} } = {}) =>
    missingReminders({
      payments: engine.payments,
      reminders: engine.reminders,
      pendingBoundMs: engine.settlementBoundMs,
      nowMs: () => engine.nowMs,
      wait,
    }).run({ isDryRun, isWhole: true, isOurTurn: async () => true });

  it('finds nothing, and does not wait, while every payment that asks for work has its reminder', async () => {
    const never = () => Promise.reject(new Error('waited'));
    expect(await run({ wait: never })).to.deep.equal({
      found: 0,
      repaired: 0,
      findings: [],
      notes: { waiting: 2 },
    });
  });

  it('the queue flushed while payments are UNKNOWN and REFUNDING: finds them, and they have reminders again', async () => {
    engine.reminders.flush();
    const { findings, ...counts } = await run();
    expect(counts).to.deep.equal({ found: 2, repaired: 2, notes: { waiting: 2 } });
    expect(findings).to.have.deep.members([
      engine.reminderOf(unknown, 'inquiry'),
      engine.reminderOf(refunding, 'refund'),
    ]);
    expect(engine.reminders.scheduled).to.have.deep.members(findings as object[]);
    expect(await run()).to.include({ found: 0 });
  });

  it('only tells in a dry run', async () => {
    engine.reminders.flush();
    expect(await run({ isDryRun: true })).to.include({ found: 2, repaired: 0 });
    expect(engine.reminders.scheduled).to.deep.equal([]);
  });

  it('leaves a payment alone whose reminder is on its way', async () => {
    const late = [...engine.reminders.scheduled];
    engine.reminders.flush();
    expect(await run({ wait: () => engine.reminders.schedule(late) })).to.include({ found: 0 });
  });

  it('a charge announced by a process that is gone: found once nobody can be charging any more', async () => {
    const gone = reserved();
    engine.bank.mood = 'capture';
    void engine.freezeSender(gone);
    while (!(await engine.paymentOf(gone))) await new Promise((resolve) => setImmediate(resolve));
    expect(await run()).to.include({ found: 0 });
    engine.nowMs += engine.settlementBoundMs + 1;
    expect((await run()).findings).to.deep.equal([engine.reminderOf(gone, 'inquiry')]);
  });

  it('is not made while the queue does not tell', async () => {
    engine.reminders.away = true;
    expect(await run().catch((error: Error) => error.name)).to.equal('DependencyUnavailableError');
  });
});
