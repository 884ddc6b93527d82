import { expect } from 'chai';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { type InventoryReserved, reserved } from '../testing/reserved.ts';

describe('resolve-unknown-payment', () => {
  let engine: MemoryEngine;
  let event: InventoryReserved;
  const eventTypes = () => engine.said.map(({ eventType }) => eventType);

  beforeEach(async () => {
    engine = new MemoryEngine();
    event = reserved();
  });
  const unknownAfter = async (mood: 'silence' | 'capture-then-silence') => {
    engine.bank.mood = mood;
    await engine.deliver(event);
  };

  it('a timeout is never a decline: a capture that was not heard of is found and announced', async () => {
    await unknownAfter('capture-then-silence');
    engine.nowMs += 500;
    expect(await engine.inquire(event.payload.bookingId)).to.equal(true);
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', attempts: 1, detail: null });
    expect(eventTypes()).to.deep.equal(['PAYMENT_CAPTURED']);
    expect(engine.said[0]).to.include({ traceId: event.metadata.traceId });
  });

  it('announces a decline that the bank knows of', async () => {
    await unknownAfter('silence');
    engine.bank.charges.set(`charge-${event.payload.bookingId}`, {
      request: {} as never,
      outcome: { status: 'DECLINED', detail: 'stolen card' },
    });
    expect(await engine.inquire(event.payload.bookingId)).to.equal(true);
    expect(engine.said[0]?.payload).to.include({ reason: 'DECLINED', detail: 'stolen card' });
  });

  it('asks later while the bank may still be working on the charge', async () => {
    await unknownAfter('capture-then-silence');
    engine.bank.forgetful = true;
    engine.nowMs += engine.settlementBoundMs - 1;
    expect(await engine.inquire(event.payload.bookingId)).to.equal(false);
    expect(engine.bank.attempts).to.equal(1);
    expect(eventTypes()).to.deep.equal([]);
  });

  it('after the bound charges again under the same key, so that it is captured once', async () => {
    await unknownAfter('capture-then-silence');
    engine.bank.forgetful = true;
    engine.bank.mood = 'capture';
    engine.nowMs += engine.settlementBoundMs;
    expect(await engine.inquire(event.payload.bookingId)).to.equal(true);
    expect([...engine.bank.charges.keys()]).to.deep.equal([`charge-${event.payload.bookingId}`]);
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', attempts: 2 });
    expect(eventTypes()).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('goes on asking when the further charge is not answered either', async () => {
    await unknownAfter('silence');
    const sinceMs = engine.nowMs;
    engine.nowMs += engine.settlementBoundMs;
    expect(await engine.inquire(event.payload.bookingId)).to.equal(false);
    expect(await engine.paymentOf(event)).to.include({
      status: 'UNKNOWN',
      attempts: 2,
      unknownSinceMs: sinceMs,
    });
  });

  it('a bank that is away leaves everything as it is, for another time', async () => {
    await unknownAfter('capture-then-silence');
    engine.bank.mood = 'away';
    const failure = await engine.inquire(event.payload.bookingId).catch((error: Error) => error.message);
    expect(failure).to.contain('bank is not available');
    expect(await engine.paymentOf(event)).to.include({ status: 'UNKNOWN' });
  });

  it('calls an operator once after the bound for that, keeps asking, seldom, and resolves all the same', async () => {
    await unknownAfter('capture-then-silence');
    engine.bank.mood = 'away';
    engine.nowMs += engine.escalationMs;
    await engine.inquire(event.payload.bookingId).catch(() => {});
    await engine.inquire(event.payload.bookingId).catch(() => {});
    expect(await engine.paymentOf(event)).to.include({ status: 'NEEDS_OPERATOR', due: 'inquiry' });
    expect(engine.alarms).to.deep.equal(['operator']);
    expect(eventTypes()).to.deep.equal([]);
    engine.bank.mood = 'silence';
    engine.bank.forgetful = true;
    const turn = await engine.turn(engine.reminderOf(event, 'inquiry'));
    expect(turn).to.have.property('attempt').that.is.above(10);
    engine.bank.forgetful = false;
    expect(await engine.inquire(event.payload.bookingId)).to.equal(true);
    expect(eventTypes()).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('repeated or late: an inquiry about a resolved or unknown booking has nothing to do', async () => {
    await unknownAfter('capture-then-silence');
    await engine.inquire(event.payload.bookingId);
    expect(await engine.inquire(event.payload.bookingId)).to.equal(true);
    expect(await engine.inquire('b-never')).to.equal(true);
    expect(eventTypes()).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('two inquiries at once: one of them stores the answer', async () => {
    await unknownAfter('capture-then-silence');
    const results = await Promise.allSettled([1, 2, 3].map(() => engine.inquire(event.payload.bookingId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(eventTypes()).to.deep.equal(['PAYMENT_CAPTURED']);
  });
});

describe('sweep-due-payments', () => {
  it('schedules every UNKNOWN payment, over many pages, and no other', async () => {
    const engine = new MemoryEngine();
    await engine.deliver(reserved());
    engine.bank.mood = 'silence';
    const events = Array.from({ length: 1_201 }, () => reserved());
    await engine.deliver(...events);
    engine.reminders.flush();
    expect(await engine.sweep('inquiry')).to.equal(1_201);
    expect(engine.reminders.scheduled).to.have.deep.members(
      events.map((one) => engine.reminderOf(one, 'inquiry')),
    );
  });

  it('leaves a charge in flight alone, and asks about one whose sender has not told for too long', async () => {
    const engine = new MemoryEngine();
    const event = reserved();
    await engine.prepare(event);
    expect(await engine.sweep('inquiry')).to.equal(0);
    engine.nowMs += engine.settlementBoundMs;
    expect(await engine.sweep('inquiry')).to.equal(1);
    await engine.settle();
    expect(await engine.paymentOf(event)).to.include({ status: 'CAPTURED', due: null });
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
  });

  it('a reservation dead-lettered after its charge, or before it: found without its record', async () => {
    const engine = new MemoryEngine();
    const [charged, unsent] = [reserved(), reserved()];
    await engine.prepare(charged);
    engine.bank.mood = 'away';
    await engine.prepare(unsent).catch(() => {});
    engine.bank.mood = 'capture';
    engine.nowMs += engine.settlementBoundMs;
    await engine.sweep('inquiry');
    await engine.settle();
    expect(engine.bank.charges.size).to.equal(2);
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED', 'PAYMENT_CAPTURED']);
  });

  it('a PENDING payment that nobody can find out about calls an operator, too', async () => {
    const engine = new MemoryEngine();
    const event = reserved();
    await engine.prepare(event);
    engine.bank.mood = 'away';
    engine.nowMs += engine.escalationMs;
    await engine.inquire(event.payload.bookingId).catch(() => {});
    expect(await engine.paymentOf(event)).to.include({ status: 'NEEDS_OPERATOR' });
    expect(engine.alarms).to.deep.equal(['operator']);
  });
});
