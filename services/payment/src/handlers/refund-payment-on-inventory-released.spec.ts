import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, type InventoryReserved, released, reserved } from '../testing/reserved.ts';

describe('refund-payment-on-inventory-released', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(() => {
    engine = new MemoryEngine();
    event = reserved();
  });

  it('pays back a capture whose rooms are gone, once', async () => {
    await engine.deliver(event);
    await engine.deliver(released(event));
    await engine.deliver(released(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED ROOMS_RELEASED']);
  });

  it('tells an oversold booking', async () => {
    await engine.deliver(event);
    await engine.deliver(released(event, 'OVERSOLD'));
    await engine.settle();
    expect(engine.words[1]).to.equal('PAYMENT_REFUNDED OVERSOLD');
  });

  it('capture after the release is refunded', async () => {
    const inFlight = await engine.prepare(event);
    await engine.deliver(released(event));
    await engine.commit(inFlight);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED ROOMS_RELEASED']);
  });

  it('out of order: released before anything else was heard, nothing is charged', async () => {
    await engine.deliver(released(event));
    await engine.deliver(event);
    await engine.settle();
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED OTHER']);
  });

  it('has nothing to do when inventory releases on payment’s word', async () => {
    engine.bank.mood = 'decline';
    await engine.deliver(event);
    await engine.deliver(released(event, 'PAYMENT_FAILED'));
    engine.bank.mood = 'capture';
    const other = reserved();
    await engine.deliver(other);
    await engine.deliver(cancelled(other));
    await engine.settle();
    await engine.deliver(released(other, 'CANCELLED'));
    await engine.settle();
    expect(engine.words).to.deep.equal([
      'PAYMENT_FAILED DECLINED',
      'PAYMENT_CAPTURED',
      'PAYMENT_REFUNDED CANCELLED',
    ]);
  });
});
