import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, type InventoryReserved, overdue, reserved } from '../testing/reserved.ts';

describe('say-again-on-booking-overdue', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(() => {
    engine = new MemoryEngine();
    event = reserved();
  });
  const versionNow = async () => (await engine.paymentOf(event))?.version;

  it('a captured payment: the same event once more, told apart from one that a fault repeats', async () => {
    await engine.deliver(event);
    const version = await versionNow();
    await engine.deliver(overdue(event));
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_CAPTURED (again)']);
    const [first, again] = engine.said;
    expect(again?.eventId).to.equal(first?.eventId);
    expect(again?.payload).to.deep.equal(first?.payload);
    expect(again?.traceId).to.equal(first?.traceId);
    expect(await versionNow()).to.equal(version);
    expect(engine.bank.attempts).to.equal(1);
  });

  it('declined, void, refunded: the last word of each', async () => {
    engine.bank.mood = 'decline';
    await engine.deliver(event);
    await engine.deliver(overdue(event));
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED DECLINED', 'PAYMENT_FAILED DECLINED (again)']);
    engine.bank.mood = 'capture';
    const back = reserved();
    await engine.deliver(back);
    await engine.deliver(cancelled(back));
    await engine.settle();
    await engine.deliver(overdue(back, true));
    expect(engine.words.slice(-2)).to.deep.equal([
      'PAYMENT_REFUNDED CANCELLED',
      'PAYMENT_REFUNDED CANCELLED (again)',
    ]);
    const early = reserved();
    await engine.deliver(cancelled(early));
    await engine.deliver(early);
    await engine.deliver(overdue(early, true));
    expect(engine.words.slice(-2)).to.deep.equal([
      'PAYMENT_FAILED CANCELLED',
      'PAYMENT_FAILED CANCELLED (again)',
    ]);
  });

  it('while the fate is open, or money is paid back: nothing, that is not known', async () => {
    engine.bank.mood = 'silence';
    await engine.deliver(event);
    await engine.deliver(overdue(event));
    expect(engine.words).to.deep.equal([]);
    engine.bank.mood = 'capture';
    const refunding = reserved();
    await engine.deliver(refunding);
    await engine.deliver(cancelled(refunding));
    await engine.deliver(overdue(refunding, true));
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('void, and nobody was told yet because the stay is not known: nothing', async () => {
    await engine.deliver(cancelled(event));
    await engine.deliver(overdue(event, true));
    expect(engine.words).to.deep.equal([]);
  });

  it('out of order, before the reservation: nothing is said, and the reservation is charged as usual', async () => {
    await engine.deliver(overdue(event));
    expect(await engine.paymentOf(event)).to.equal(undefined);
    await engine.deliver(event);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('a cancellation that was never heard: it is heard now, and refunded once', async () => {
    await engine.deliver(event);
    await engine.deliver(overdue(event, true));
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDING', voidReason: 'CANCELLED' });
    await engine.deliver(overdue(event, true));
    await engine.deliver(cancelled(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
    expect(engine.bank.refunds.size).to.equal(1);
  });

  it('a cancellation never heard, nor the reservation: nothing is charged when it comes', async () => {
    await engine.deliver(overdue(event, true));
    await engine.deliver(event);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED']);
    expect(engine.bank.attempts).to.equal(0);
  });

  it('repeated: said again each time, charged once', async () => {
    await engine.deliver(event);
    await engine.deliver(overdue(event), overdue(event));
    await engine.deliver(overdue(event));
    expect(new Set(engine.words)).to.deep.equal(new Set(['PAYMENT_CAPTURED', 'PAYMENT_CAPTURED (again)']));
    expect(engine.words.length).to.be.within(3, 4);
    expect(engine.bank.attempts).to.equal(1);
  });
});
