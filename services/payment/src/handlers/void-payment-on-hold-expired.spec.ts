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

  it('voids what was never charged, at once, and nothing is charged later', async () => {
    await engine.deliver(expired(event));
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED']);
    await engine.deliver(event);
    await engine.settle();
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.have.length(1);
  });

  it('never fires while a charge may be in flight, also when its sender is gone', async () => {
    const thaw = await engine.freezeSender(event);
    await engine.deliver(expired(event));
    expect(engine.words).to.deep.equal([]);
    engine.nowMs += engine.settlementBoundMs;
    await engine.sweep('inquiry');
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
    await engine.commit(await thaw());
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('gives back rooms whose price no currency can express, which an earlier version dead-lettered', async () => {
    await engine.deliver(expired(reserved({ amount: '1.5', currency: 'JPY' })));
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED']);
  });

  it('voids what waits for a bank that is away: nothing was sent', async () => {
    engine.bank.mood = 'away';
    await engine.prepare(event).catch(() => {});
    await engine.deliver(expired(event));
    engine.bank.mood = 'capture';
    await engine.deliver(event);
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED HOLD_EXPIRED']);
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

  it('leaves a capture its rooms, and says again what inventory has not heard', async () => {
    await engine.deliver(event);
    await engine.deliver(expired(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_CAPTURED (again)']);
  });

  it('a hold past its deadline is not charged, and void without being asked', async () => {
    engine.nowMs += 1_001;
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'VOID', voidReason: 'HOLD_EXPIRED' });
    await engine.deliver(expired(event));
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal([
      'PAYMENT_FAILED HOLD_EXPIRED',
      'PAYMENT_FAILED HOLD_EXPIRED (again)',
    ]);
  });

  it('a decline that inventory never heard: said again, so that its rooms are not held for ever', async () => {
    engine.bank.mood = 'decline';
    await engine.deliver(event);
    await engine.deliver(expired(event));
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED DECLINED', 'PAYMENT_FAILED DECLINED (again)']);
  });

  it('a capture of before the deadline that is found after it is kept: its rooms were never given back', async () => {
    await engine.prepare(event);
    engine.nowMs += 1_001;
    await engine.deliver(expired(event));
    await engine.deliver(event);
    await engine.settle();
    await engine.deliver(expired(event));
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED' });
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_CAPTURED (again)']);
  });

  it('repeated, and after a cancellation: one word, said again when it is asked for', async () => {
    await engine.deliver(cancelled(event));
    await engine.deliver(expired(event));
    await engine.deliver(expired(event));
    await engine.settle();
    await engine.deliver(event, expired(event));
    await engine.settle();
    const again = 'PAYMENT_FAILED CANCELLED (again)';
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED', again, again]);
  });
});
