import { DependencyUnavailableError, Reconciler } from '@wanderluxe/messaging';
import { type Listener, listen, silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import express from 'express';
import { MemoryEngine } from '../testing/memory-engine.ts';
import { cancelled, type InventoryReserved, reserved } from '../testing/reserved.ts';
import { paymentsApi } from './payments-api.ts';

describe('payments for operators', () => {
  let engine: MemoryEngine;
  let listener: Listener;
  let event: InventoryReserved;
  const ask = async (path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const resolve = (finding: unknown, { payload } = event) =>
    ask(`/payments/${payload.bookingId}/resolution`, finding);
  /** Nobody knows what became of the charge, for so long that an operator was called. */
  const escalate = async () => {
    engine.bank.mood = 'silence';
    await engine.deliver(event);
    engine.bank.mood = 'away';
    engine.nowMs += engine.escalationMs;
    await engine.inquire(event.payload.bookingId).catch(() => {});
  };

  beforeEach(async () => {
    engine = new MemoryEngine();
    event = reserved();
    const { payments, reminders, committer } = engine;
    const reconciler = new Reconciler([], { checked() {} }, silentLogger);
    const nowMs = () => engine.nowMs;
    const options = { payments, reminders, committer, reconciler, logger: silentLogger, nowMs };
    listener = await listen(express().use(paymentsApi(options)), { port: 0, host: '127.0.0.1' });
  });
  afterEach(() => listener.close());

  it('lists what waits for an operator, or another open status, up to a limit', async () => {
    await escalate();
    const { status, body } = await ask('/payments');
    expect(status).to.equal(200);
    expect(body.payments).to.have.length(1);
    expect(body.payments[0]).to.include({ bookingId: event.payload.bookingId, status: 'NEEDS_OPERATOR' });
    expect((await ask('/payments?status=UNKNOWN&limit=5')).body).to.deep.equal({ payments: [] });
  });

  it('refuses what it does not understand, naming the fields', async () => {
    for (const query of ['status=CAPTURED', 'limit=0', 'limit=1001', 'limit=x', 'page=2']) {
      expect((await ask(`/payments?${query}`)).status, query).to.equal(400);
    }
    await escalate();
    const wrong = [
      {},
      { result: 'paid' },
      { result: 'captured' },
      { result: 'captured', transactionId: ' ' },
      { result: 'declined', transactionId: 'tx' },
      [],
    ];
    for (const finding of wrong) {
      const { status, body } = await resolve(finding);
      expect(status, JSON.stringify(finding)).to.equal(400);
      expect(body.code).to.equal('invalid_request');
    }
    expect((await resolve('{"result":')).body).to.include({ status: 400, code: 'unreadable_request' });
    expect((await resolve({ result: 'captured' })).body.errors[0].field).to.equal('transactionId');
    expect(await engine.paymentOf(event)).to.include({ status: 'NEEDS_OPERATOR' });
  });

  it('does not know what was never heard of', async () => {
    expect((await ask('/payments/b-never/resolution', { result: 'ask' })).status).to.equal(404);
  });

  it('captured: stored, said and audited once, however often it is told', async () => {
    await escalate();
    const finding = { result: 'captured', transactionId: 'tx-by-phone' };
    const [first, again] = [await resolve(finding), await resolve(finding)];
    expect([first.status, again.status]).to.deep.equal([200, 200]);
    expect(again.body).to.deep.equal(first.body);
    expect(first.body).to.include({ status: 'CAPTURED', transactionId: 'tx-by-phone' });
    expect(first.body.resolution).to.deep.equal({ ...finding, at: new Date(engine.nowMs).toISOString() });
    expect(engine.words).to.deep.equal(['PAYMENT_CAPTURED']);
    expect(engine.said[0]?.payload).to.include({ transactionId: 'tx-by-phone' });
    for (const other of [{ result: 'declined' }, { ...finding, transactionId: 'tx-2' }, { result: 'ask' }]) {
      const { status, body } = await resolve(other);
      expect(status).to.equal(409);
      expect(body).to.include({ code: 'payment_settled' });
    }
  });

  it('captured, but cancelled meanwhile: refunded', async () => {
    await escalate();
    await engine.deliver(cancelled(event));
    await resolve({ result: 'captured', transactionId: 'tx-1' });
    expect(await engine.paymentOf(event)).to.include({ status: 'REFUNDING' });
    expect(engine.reminders.scheduled).to.deep.include(engine.reminderOf(event, 'refund'));
  });

  it('declined: the booking fails', async () => {
    await escalate();
    expect((await resolve({ result: 'declined' })).body).to.include({ status: 'DECLINED' });
    expect((await resolve({ result: 'declined' })).status).to.equal(200);
    expect(engine.words).to.deep.equal(['PAYMENT_FAILED DECLINED']);
  });

  it('ask: UNKNOWN again, with a new time until an operator is called', async () => {
    await escalate();
    expect((await resolve({ result: 'ask' })).body).to.include({ status: 'UNKNOWN' });
    expect((await resolve({ result: 'ask' })).status).to.equal(200);
    await engine.inquire(event.payload.bookingId).catch(() => {});
    expect(await engine.paymentOf(event)).to.include({ status: 'UNKNOWN', unknownSinceMs: engine.nowMs });
    expect(engine.alarms).to.deep.equal(['operator']);
  });

  it('two operators at once: one finding is stored, the other is told', async () => {
    await escalate();
    const answers = await Promise.all([
      resolve({ result: 'captured', transactionId: 'tx-1' }),
      resolve({ result: 'declined' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    expect(engine.words).to.have.length(1);
  });

  it('refuses a booking of which only the cancellation is known, and says when the store is away', async () => {
    await engine.deliver(cancelled(event));
    expect((await resolve({ result: 'declined' })).status).to.equal(409);
    engine.payments.find = () => Promise.reject(new DependencyUnavailableError('mongo', new Error('gone')));
    expect((await resolve({ result: 'declined' })).status).to.equal(503);
  });
});
