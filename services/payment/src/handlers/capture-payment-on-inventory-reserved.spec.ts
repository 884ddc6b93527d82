import { ConflictError, DependencyUnavailableError } from '@wanderluxe/messaging';
import { eventIdOf } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { type InventoryReserved, reserved } from '../testing/reserved.ts';

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('capture-payment-on-inventory-reserved', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(() => {
    engine = new MemoryEngine();
    event = reserved({ amount: '12.5' });
  });

  it('captures the exact amount under the booking’s own key and says so', async () => {
    await engine.deliver(event);
    const { bookingId, propertyId } = event.payload;
    const { traceId } = event.metadata;
    const key = `charge-${bookingId}`;
    expect(engine.bank.charges.get(key)?.request).to.deep.equal({
      key,
      reference: bookingId,
      amount: '12.50',
      currency: 'USD',
      traceparent: engine.traceparentOf(event),
    });
    expect(await engine.paymentOf(event)).to.include({
      status: 'CAPTURED',
      transactionId: `tx-${key}`,
      traceId,
    });
    expect(engine.said).to.have.length(1);
    expect(engine.said[0]).to.include({
      topic: 'payment.captured',
      key: propertyId,
      eventId: eventIdOf(bookingId, 'PAYMENT_CAPTURED'),
      traceId,
    });
  });

  it('says PAYMENT_FAILED with the bank’s words when the bank declines', async () => {
    engine.bank.mood = 'decline';
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'DECLINED' });
    expect(engine.said[0]).to.include({ topic: 'payment.failed', eventType: 'PAYMENT_FAILED' });
    expect(engine.said[0]?.payload).to.include({ reason: 'DECLINED', detail: 'insufficient funds' });
  });

  it('confirms a complimentary stay without asking the bank', async () => {
    engine.bank.mood = 'away';
    const free = reserved({ amount: '0', currency: 'JPY' });
    await engine.deliver(free);
    expect(engine.said[0]).to.include({ eventType: 'PAYMENT_CAPTURED' });
    expect(engine.said[0]?.payload.transactionId).to.equal(null);
    expect(engine.bank.attempts).to.equal(0);
  });

  it('keeps a payment UNKNOWN, silent and scheduled, when the bank does not answer', async () => {
    engine.bank.mood = 'capture-then-silence';
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'UNKNOWN', unknownSinceMs: engine.nowMs });
    expect(engine.said).to.deep.equal([]);
    expect(engine.reminders.scheduled).to.deep.equal([
      { ...engine.reminderOf(event, 'inquiry'), traceparent: engine.traceparentOf(event) },
    ]);
  });

  it('waits for a bank that is away, and for nothing else to happen', async () => {
    engine.bank.mood = 'away';
    expect(await failureOf(engine.deliver(event))).to.be.instanceOf(DependencyUnavailableError);
    expect(await engine.paymentOf(event)).to.include({ status: 'PENDING', attempts: 0, inFlight: 0 });
    expect(engine.said).to.deep.equal([]);
    engine.bank.mood = 'capture';
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', attempts: 1, inFlight: 0 });
  });

  it('asks the bank only once it is stored that it is asked', async () => {
    const charge = engine.bank.charge.bind(engine.bank);
    engine.bank.charge = (request, announce) =>
      charge(request, async () => {
        expect(await engine.paymentOf(event)).to.equal(undefined);
        await announce();
        expect(await engine.paymentOf(event)).to.include({
          status: 'PENDING',
          attempts: 1,
          inFlight: 1,
          due: 'inquiry',
        });
      });
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', version: 2 });
  });

  it('announces the charges of one moment in one transaction', async () => {
    let transactions = 0;
    const save = engine.payments.save.bind(engine.payments);
    engine.payments.save = (tx, rows) => {
      transactions += 1;
      return save(tx, rows);
    };
    const events = Array.from({ length: 300 }, () => reserved());
    await Promise.all(events.map((one) => engine.prepare(one)));
    expect(transactions).to.equal(1);
    expect(engine.bank.charges.size).to.equal(300);
  });

  it('asks nobody while what it asks cannot be stored', async () => {
    engine.payments.save = () => Promise.reject(new DependencyUnavailableError('mongo', new Error('gone')));
    expect(await failureOf(engine.prepare(event))).to.be.instanceOf(DependencyUnavailableError);
    expect(engine.bank.attempts).to.equal(0);
  });

  it('fails an amount that its currency cannot express, without a charge, so that the rooms come free', async () => {
    const impossible = [{ amount: '1.5', currency: 'JPY' }, { currency: 'XXZ' }];
    for (const price of impossible) await engine.deliver(reserved(price));
    expect(engine.bank.attempts).to.equal(0);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED DECLINED', 'PAYMENT_FAILED DECLINED']);
    expect(engine.said[0]?.payload).to.include({
      ...{ amount: '1.5', currency: 'JPY', reason: 'DECLINED' },
      detail: 'amount 1.5 has more than 0 decimals, the most that JPY has',
    });
  });

  it('repeated: charges and says everything once', async () => {
    await engine.deliver(event);
    await engine.deliver(event);
    await engine.deliver(event, event);
    expect(engine.bank.charges.size).to.equal(1);
    expect(engine.said).to.have.length(1);
  });

  it('repeated after a crash between the charge and the commit: captures once', async () => {
    await engine.prepare(event);
    await engine.deliver(event);
    expect(engine.bank.attempts).to.equal(2);
    expect(engine.bank.charges.size).to.equal(1);
    expect(engine.said).to.have.length(1);
  });

  it('repeated after a crash between the announcement and the charge: captures once, whatever its sender does later', async () => {
    const thaw = await engine.freezeSender(event);
    expect(engine.bank.attempts).to.equal(0);
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', attempts: 2 });
    await engine.commit(await thaw());
    expect(engine.bank.charges.size).to.equal(1);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('repeated while the first is under way: both under one key, told once', async () => {
    const works = await Promise.all(
      [engine.prepare(event), engine.prepare(event)].map((one) => one.catch((e) => e)),
    );
    expect(works.filter((work) => work instanceof ConflictError)).to.have.length(1);
    await engine.commit(await engine.prepare(event));
    for (const work of works) if (!(work instanceof Error)) await engine.commit(work);
    expect(engine.bank.charges.size).to.equal(1);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('repeated while UNKNOWN: the bank’s answer to the same key resolves it', async () => {
    engine.bank.mood = 'capture-then-silence';
    await engine.deliver(event);
    engine.bank.mood = 'capture';
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', attempts: 2 });
    expect(engine.said.map(({ eventType }) => eventType)).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('repeated while UNKNOWN and still without an answer: stays UNKNOWN since the first time, scheduled anew', async () => {
    engine.bank.mood = 'silence';
    await engine.deliver(event);
    const sinceMs = engine.nowMs;
    engine.reminders.flush();
    engine.nowMs += 1_000;
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({
      status: 'UNKNOWN',
      unknownSinceMs: sinceMs,
      attempts: 2,
    });
    expect(engine.reminders.scheduled).to.have.length(1);
    expect(engine.said).to.deep.equal([]);
  });

  it('late: an answer that comes after the inquiry resolved the payment changes nothing', async () => {
    engine.bank.mood = 'capture-then-silence';
    const late = await engine.prepare(event);
    await engine.deliver(event);
    await engine.reminders.runDue(engine.turn);
    const resolved = await engine.paymentOf(event);
    await engine.commit(late);
    expect(await engine.paymentOf(event)).to.deep.equal(resolved);
    expect(engine.said).to.have.length(1);
  });

  it('out of order: bookings that finish in another order each get their own outcome', async () => {
    const events = Array.from({ length: 20 }, () => reserved());
    const works = await Promise.all(events.map((one) => engine.prepare(one)));
    for (const work of works.reverse()) await engine.commit(work);
    const said = engine.said.map(({ payload }) => [payload.bookingId, payload.transactionId]);
    const expected = events
      .map(({ payload }) => [payload.bookingId, `tx-charge-${payload.bookingId}`])
      .reverse();
    expect(said).to.deep.equal(expected);
  });

  it('two instances with the same record: the second is told to gather again and then has nothing to say', async () => {
    const mine = await engine.prepare(event);
    const { handler, received } = mine;
    const gathered = await handler.gather([received]);
    await engine.deliver(event);
    const { changes, events } = handler.decide([received], gathered);
    const failure = await failureOf(engine.committer.commit(events, (tx) => handler.save(tx, changes)));
    expect(failure).to.be.instanceOf(ConflictError);
    await engine.commit(mine);
    expect(engine.said).to.have.length(1);
  });

  it('captures although the queue is away: the sweep schedules what was missed', async () => {
    engine.bank.mood = 'silence';
    engine.reminders.away = true;
    await engine.deliver(event);
    expect(await engine.paymentOf(event)).to.include({ status: 'UNKNOWN' });
  });
});
