import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, type InventoryReserved, reserved } from '../testing/reserved.ts';

describe('refund-payment', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(async () => {
    engine = new MemoryEngine();
    event = reserved();
    await engine.deliver(event);
    await engine.deliver(cancelled(event));
  });
  const refund = () => engine.refund(event.payload.bookingId);

  it('tries on while the bank is away, counts in the row, calls a person, and refunds once', async () => {
    engine.bank.mood = 'away';
    for (let attempt = 1; attempt <= 7; attempt += 1) expect(await refund()).to.equal(false);
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDING', refundAttempts: 7 });
    expect(engine.alarms).to.deep.equal(['refund', 'refund']);
    engine.bank.mood = 'capture';
    expect(await refund()).to.equal(true);
    expect(await refund()).to.equal(true);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
  });

  it('the delay grows with the attempts of the row, also in a queue that was lost', async () => {
    engine.bank.mood = 'away';
    const turn = () => engine.turn(engine.reminderOf(event, 'refund'));
    const turns = [await turn(), await turn()];
    expect(turns).to.deep.equal([
      { done: false, attempt: 2 },
      { done: false, attempt: 3 },
    ]);
  });

  it('a refund whose answer was lost is asked for under the same key', async () => {
    engine.bank.mood = 'capture-then-silence';
    expect(await refund()).to.equal(false);
    engine.bank.mood = 'capture';
    expect(await refund()).to.equal(true);
    expect(engine.bank.refunds.size).to.equal(1);
  });

  it('a queue that lost its reminders is filled again from the rows', async () => {
    engine.reminders.flush();
    expect(await engine.sweep('refund')).to.equal(1);
    await engine.settle();
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDED' });
    expect(await engine.sweep('refund')).to.equal(0);
  });

  it('two turns at once: refunded once, said once', async () => {
    await Promise.allSettled([refund(), refund(), refund()]);
    expect(engine.words.filter((word) => word.startsWith('PAYMENT_REFUNDED'))).to.have.length(1);
    expect(engine.bank.refunds.size).to.equal(1);
  });
});
