import { expect } from 'chai';
import { LISTED } from '../domain/payment.ts';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, expired, type InventoryReserved, reserved } from '../testing/reserved.ts';

describe('void-or-refund-on-booking-cancelled', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(() => {
    engine = new MemoryEngine();
    event = reserved({ amount: '12.5' });
  });
  const refundsOf = ({ payload }: InventoryReserved) =>
    engine.bank.refunds.get(`refund-${payload.bookingId}`);

  it('refunds what was captured, once, and says so under the booking’s own trace', async () => {
    await engine.deliver(event);
    await engine.deliver(cancelled(event));
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDING', voidReason: 'CANCELLED' });
    await engine.settle();
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDED', due: null });
    expect(refundsOf(event)).to.equal(`charge-${event.payload.bookingId}`);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
    expect(engine.said[1]).to.include({ topic: 'payment.refunded', traceId: event.metadata.traceId });
  });

  it('cancellation before inventory.reserved arrives: void, nothing is charged, and it is said with the reservation', async () => {
    const cancellation = cancelled(event);
    await engine.deliver(cancellation);
    expect(engine.reminders.scheduled).to.deep.equal([]);
    expect(await engine.paymentOf(event)).to.include({ status: 'VOID', due: null });
    expect(engine.words).to.deep.equal([]);
    await engine.deliver(event);
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED']);
    expect(engine.said[0]).to.include({ traceId: event.metadata.traceId });
    expect(await engine.paymentOf(event)).to.include({ status: 'VOID', due: null });
  });

  it('cancelled, and the rooms were refused before or after: void for good, nothing is said, nothing is asked for', async () => {
    await engine.deliver(cancelled(event));
    const row = await engine.paymentOf(event);
    expect(row).to.include({ status: 'VOID', voidReason: 'CANCELLED', due: null, inFlight: 0 });
    await engine.deliver(cancelled(event));
    engine.nowMs += engine.escalationMs;
    expect([await engine.sweep('inquiry'), await engine.sweep('refund')]).to.deep.equal([0, 0]);
    await engine.settle();
    for (const status of LISTED) expect(await engine.payments.withStatus(status, 10)).to.deep.equal([]);
    expect(await engine.paymentOf(event)).to.deep.equal(row);
    expect(engine.words).to.deep.equal([]);
    expect(engine.alarms).to.deep.equal([]);
  });

  it('cancelling while a charge is in flight: captured, and refunded', async () => {
    const inFlight = await engine.prepare(event);
    await engine.deliver(cancelled(event));
    await engine.commit(inFlight);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDING' });
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
    expect(refundsOf(event)).to.equal(`charge-${event.payload.bookingId}`);
  });

  it('cancelling while a charge is in flight whose sender dies: the bank is asked, and the capture refunded', async () => {
    await engine.prepare(event);
    await engine.deliver(cancelled(event));
    await engine.deliver(event);
    await engine.settle();
    expect(engine.bank.attempts).to.equal(1);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
  });

  it('cancelling while its sender is frozen: the bank’s word is final, so what is sent later takes nothing', async () => {
    const thaw = await engine.freezeSender(event);
    await engine.deliver(cancelled(event));
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
    await thaw();
    expect(engine.bank.charges.size).to.equal(1);
    expect(refundsOf(event)).to.equal(`charge-${event.payload.bookingId}`);
  });

  it('cancelled first, and a process that had read no row wakes up: it cannot announce, so it sends nothing', async () => {
    const charge = engine.bank.charge.bind(engine.bank);
    engine.bank.charge = async (request, announce) => {
      engine.bank.charge = charge;
      await engine.deliver(cancelled(event));
      return charge(request, announce);
    };
    const failure = await engine.prepare(event).catch((error: Error) => error.name);
    expect(failure).to.equal('ConflictError');
    await engine.deliver(event);
    await engine.settle();
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED']);
  });

  it('cancelling what waits for a bank that is away: void at once, not charged to be refunded', async () => {
    const [before, during] = [event, reserved()];
    engine.bank.mood = 'away';
    await engine.prepare(before).catch(() => {});
    await engine.deliver(cancelled(before));
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED']);

    const charge = engine.bank.charge.bind(engine.bank);
    engine.bank.charge = (request, announce) =>
      charge(request, async () => {
        await announce();
        await engine.deliver(cancelled(during));
      });
    await engine.prepare(during).catch(() => {});
    engine.bank.charge = charge;
    engine.bank.mood = 'capture';
    expect(await engine.paymentOf(during)).to.include({ status: 'PENDING', intent: 'void', inFlight: 0 });
    await engine.deliver(during);
    await engine.settle();
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED', 'PAYMENT_FAILED CANCELLED']);
  });

  it('cancelling while a charge is in flight that the bank declines: failed as declined', async () => {
    engine.bank.mood = 'decline';
    const inFlight = await engine.prepare(event);
    await engine.deliver(cancelled(event));
    await engine.commit(inFlight);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED DECLINED']);
  });

  it('cancelling what is UNKNOWN: the bank decides between void and refund', async () => {
    engine.bank.mood = 'capture-then-silence';
    const other = reserved();
    await engine.deliver(event);
    engine.bank.mood = 'silence';
    await engine.deliver(other);
    engine.bank.mood = 'capture';
    await engine.deliver(cancelled(event), cancelled(other));
    await engine.settle();
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDED' });
    expect(await engine.paymentOf(other)).to.include({ status: 'VOID' });
    expect(engine.bank.attempts).to.equal(2);
  });

  it('cancelled between the decision to charge again and the charge: it is not charged', async () => {
    engine.bank.mood = 'silence';
    await engine.deliver(event);
    engine.bank.mood = 'capture';
    engine.nowMs += engine.settlementBoundMs;
    engine.bank.lookUp = async () => {
      await engine.deliver(cancelled(event));
      return { status: 'NOT_FOUND' };
    };
    const failure = await engine.inquire(event.payload.bookingId).catch((error: Error) => error.name);
    expect(failure).to.equal('ConflictError');
    expect(engine.bank.attempts).to.equal(1);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED CANCELLED']);
  });

  it('complimentary stay cancelled: refunded at once, and void when cancelled first, without the bank', async () => {
    engine.bank.mood = 'away';
    const [paid, early] = [reserved({ amount: '0' }), reserved({ amount: '0' })];
    await engine.deliver(paid);
    await engine.deliver(cancelled(paid));
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
    expect(engine.said[1]?.payload.refundId).to.equal(null);
    await engine.deliver(cancelled(early));
    await engine.deliver(early);
    expect(engine.words[2]).to.equal('PAYMENT_FAILED CANCELLED');
    expect(engine.reminders.scheduled).to.deep.equal([]);
  });

  it('repeated and late: cancels once, and not what failed, was refunded or has expired', async () => {
    await engine.deliver(event);
    const cancellation = cancelled(event);
    await engine.deliver(cancellation, cancellation);
    await engine.deliver(cancellation);
    await engine.settle();
    await engine.deliver(cancellation);
    await engine.deliver(event);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);

    const late = reserved();
    await engine.deliver(expired(late));
    await engine.deliver(cancelled(late));
    expect(engine.words[2]).to.equal('PAYMENT_FAILED HOLD_EXPIRED');
    expect(await engine.paymentOf(late)).to.include({ status: 'VOID', voidReason: 'HOLD_EXPIRED' });
  });

  it('reserved and cancelled in one batch: told to gather again, then one after the other', async () => {
    const works = [await engine.prepare(event), await engine.prepare(cancelled(event))];
    const failure = await engine.commit(...works).catch((error: Error) => error.name);
    expect(failure).to.equal('ConflictError');
    for (const work of works) await engine.commit(work);
    await engine.settle();
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED']);
  });
});
