import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, expired, type InventoryReserved, reserved } from '../testing/reserved.ts';

describe('void-payment-on-hold-expired', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(() => {
    engine = new MemoryEngine();
    event = reserved({ holdExpiresAt: engine.nowMs + 1_000 });
  });

  it('voids what was never charged, after the bank’s bound, and nothing is charged later', async () => {
    await engine.deliver(expired(event));
    await engine.inquire(event.payload.bookingId);
    expect(engine.words).to.deep.equal([]);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED']);
    await engine.deliver(event);
    await engine.settle();
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.have.length(1);
  });

  it('expiry never voids an UNKNOWN capture: the bank’s answer decides', async () => {
    engine.bank.mood = 'capture-then-silence';
    await engine.deliver(event);
    engine.nowMs += 5_000;
    await engine.deliver(expired(event));
    expect(await engine.paymentOf(event)).to.include({ status: 'UNKNOWN', intent: 'capture' });
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('leaves a capture its rooms', async () => {
    await engine.deliver(event);
    await engine.deliver(expired(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('a hold past its deadline is not charged, and void without being asked', async () => {
    engine.nowMs += 1_001;
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ intent: 'void', voidReason: 'HOLD_EXPIRED' });
    await engine.settle();
    await engine.deliver(expired(event));
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED']);
  });

  it('an earlier delivery that charged and crashed is found, and refunded', async () => {
    await engine.prepare(event);
    engine.nowMs += 1_001;
    await engine.deliver(event);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED HOLD_EXPIRED']);
  });

  it('a capture after it was said that there is none is refunded', async () => {
    const slow = await engine.prepare(event);
    engine.bank.charges.clear();
    await engine.deliver(expired(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED']);
    engine.bank.mood = 'capture';
    await engine.prepareAnyway(event);
    await engine.commit(slow);
    await engine.settle();
    expect(engine.words[1]).to.equal('PAYMENT_REFUNDED HOLD_EXPIRED');
    expect(engine.bank.refunds.size).to.equal(1);
  });

  it('a redelivery to what is void has the bank asked once more: a crashed charge may have come through', async () => {
    await engine.deliver(expired(event));
    await engine.settle();
    await engine.prepareAnyway(event);
    await engine.deliver(event);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED', 'PAYMENT_REFUNDED HOLD_EXPIRED']);
  });

  it('repeated, and after a cancellation: one word', async () => {
    await engine.deliver(cancelled(event));
    await engine.deliver(expired(event));
    await engine.deliver(expired(event));
    await engine.settle();
    await engine.deliver(event, expired(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED']);
  });
});
