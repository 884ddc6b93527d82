import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BankServer } from './server.ts';

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route has its own shape
  body: any;
}

describe('bank simulator', () => {
  let folder: string;
  let bank: BankServer;

  const start = () =>
    BankServer.start({ port: 0, host: '127.0.0.1', ledgerFile: join(folder, 'bank', 'ledger.jsonl') });
  const call = async (method: string, path: string, body?: unknown, key?: string): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${bank.port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
    return { status: response.status, body: await response.json() };
  };
  const charge = (key: string, changes: object = {}) =>
    call('POST', '/charges', { reference: key, amount: '5000.00', currency: 'USD', ...changes }, key);
  const refund = (key: string, chargeKey: string) => call('POST', '/refunds', { chargeKey }, key);
  const behave = (behaviour: object) => call('PUT', '/admin/behaviour', { latencyMs: 0, ...behaviour });
  const ledger = async () => {
    const response = await fetch(`http://127.0.0.1:${bank.port}/ledger`);
    const lines = (await response.text()).split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  };
  const failed = (error: unknown): string =>
    ((error as Error).cause as { code?: string })?.code ?? String(error);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bank-'));
    bank = await start();
    await behave({});
  });
  afterEach(async () => {
    await bank.stop();
    await rm(folder, { recursive: true });
  });

  it('captures, and gives the same key the same answer without a second entry', async () => {
    const first = await charge('k1');
    expect(first.status).to.equal(201);
    expect(first.body).to.include({ status: 'CAPTURED', amount: '5000.00', currency: 'USD' });
    expect(await charge('k1', { amount: '5000' })).to.deep.equal(first);
    expect(await ledger()).to.have.length(1);
  });

  it('captures once when one key arrives many times together', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => charge('k1')));
    expect(new Set(replies.map(({ body }) => body.transactionId)).size).to.equal(1);
    expect(await ledger()).to.have.length(1);
  });

  it('declines with 402 and stays with it when the share falls to 0', async () => {
    await behave({ declineShare: 1 });
    const first = await charge('k1');
    expect(first.status).to.equal(402);
    expect(first.body).to.include({ status: 'DECLINED', reason: 'insufficient funds' });
    await behave({ declineShare: 0 });
    expect(await charge('k1')).to.deep.equal(first);
    expect((await call('GET', '/charges/k1')).body.status).to.equal('DECLINED');
  });

  it('refuses a key with other content', async () => {
    await charge('k1');
    for (const changes of [{ amount: '5000.01' }, { currency: 'EUR' }, { reference: 'other' }]) {
      expect((await charge('k1', changes)).status).to.equal(422);
    }
    expect((await refund('k1', 'k1')).status).to.equal(422);
  });

  it('names every fault of a charge', async () => {
    const { status, body } = await call('POST', '/charges', { amount: '1.234', currency: 'XXZ' }, 'k1');
    expect(status).to.equal(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).to.have.members([
      'reference',
      'amount',
      'currency',
    ]);
    expect((await call('POST', '/charges', '{"amount"', 'k1')).body.code).to.equal('malformed_json');
    expect(
      (await call('POST', '/charges', { reference: 'r', amount: '1', currency: 'USD' })).status,
    ).to.equal(400);
    expect((await charge('k1', { amount: '0.00' })).status).to.equal(400);
    expect((await charge('k1', { amount: '1.5', currency: 'JPY' })).status).to.equal(400);
    expect((await charge('k1', { reference: 'x'.repeat(20_000) })).status).to.equal(413);
    expect((await call('GET', '/nowhere')).status).to.equal(404);
  });

  it('refunds once, idempotently, and never more than was captured', async () => {
    await charge('k1');
    const [first, together] = await Promise.all([refund('r1', 'k1'), refund('r1', 'k1')]);
    expect(first?.status).to.equal(201);
    expect(together).to.deep.equal(first);
    expect((await refund('r2', 'k1')).body.code).to.equal('already_refunded');
    expect((await refund('r3', 'unknown')).status).to.equal(404);
    await behave({ declineShare: 1 });
    await charge('k2');
    expect((await refund('r4', 'k2')).body.code).to.equal('nothing_captured');
    expect((await ledger()).map(({ seq, kind, key }) => [seq, kind, key])).to.deep.equal([
      [1, 'CAPTURE', 'k1'],
      [2, 'REFUND', 'r1'],
      [3, 'DECLINE', 'k2'],
    ]);
    const { body } = await call('GET', '/ledger/summary');
    expect(body).to.deep.equal({
      captures: 1,
      declines: 1,
      refunds: 1,
      currencies: { USD: { captured: '5000.00', refunded: '5000.00' } },
    });
  });

  it('resets the connection after the capture', async () => {
    await behave({ resetShare: 1 });
    expect(await charge('k1').catch(failed)).to.equal('ECONNRESET');
    expect((await call('GET', '/charges/k1')).body.status).to.equal('CAPTURED');
  });

  it('answers 503 without a capture', async () => {
    await behave({ errorShare: 1 });
    expect((await charge('k1')).status).to.equal(503);
    expect(await ledger()).to.deep.equal([]);
  });

  it('hangs, then captures although the caller has left', async () => {
    await behave({ hangShare: 1, hangMs: 150 });
    const url = `http://127.0.0.1:${bank.port}/charges`;
    const body = JSON.stringify({ reference: 'k1', amount: '1', currency: 'USD' });
    const impatient = {
      method: 'POST',
      body,
      headers: { 'idempotency-key': 'k1' },
      signal: AbortSignal.timeout(50),
    };
    expect(await fetch(url, impatient).catch((error) => error.name)).to.equal('TimeoutError');
    await charge('k1', { amount: '1' });
    expect((await ledger()).map(({ kind }) => kind)).to.deep.equal(['CAPTURE']);
  });

  it('does not know a charge before the look-up delay has passed', async () => {
    await behave({ lookupDelayMs: 60_000 });
    await charge('k1');
    expect((await call('GET', '/charges/k1')).status).to.equal(404);
    await behave({ lookupDelayMs: 0 });
    expect((await call('GET', '/charges/k1')).body).to.include({ status: 'CAPTURED', reference: 'k1' });
    expect((await call('GET', '/charges/never')).status).to.equal(404);
  });

  it('keeps its behaviour when told nonsense', async () => {
    await behave({ declineShare: 0.25 });
    const { status, body } = await call('PUT', '/admin/behaviour', { declineShare: 7, spleen: 1 });
    expect(status).to.equal(400);
    expect(body.errors).to.have.length(2);
    expect((await call('GET', '/admin/behaviour')).body).to.include({ declineShare: 0.25, latencyMs: 0 });
  });

  it('remembers everything over a restart, even with a torn last line', async () => {
    const captured = await charge('k1');
    await refund('r1', 'k1');
    await bank.stop();
    await appendFile(join(folder, 'bank', 'ledger.jsonl'), '{"seq":3,"kind":"CAPT');
    bank = await start();
    await behave({});
    expect(await charge('k1')).to.deep.equal(captured);
    expect((await refund('r2', 'k1')).status).to.equal(409);
    await charge('k2');
    expect((await ledger()).map(({ seq, key }) => [seq, key])).to.deep.equal([
      [1, 'k1'],
      [2, 'r1'],
      [3, 'k2'],
    ]);
    const file = await readFile(join(folder, 'bank', 'ledger.jsonl'), 'utf8');
    expect(
      file
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).to.deep.equal(await ledger());
  });

  it('gives up what waits when it stops: no timer holds up the end of its process', async () => {
    await behave({ latencyMs: 123_456 });
    const waiting = charge('k1').catch(failed);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await bank.stop();
    expect(await waiting).to.equal('UND_ERR_SOCKET');
    expect(timers()).to.be.lessThan(before);
    bank = await start();
    expect(await ledger()).to.deep.equal([]);
  });

  it('holds 500 charges in flight and answers each after the latency', async () => {
    await behave({ latencyMs: 400 });
    const startedMs = performance.now();
    const replies = await Promise.all(Array.from({ length: 500 }, (_, index) => charge(`k${index}`)));
    expect(replies.every(({ status }) => status === 201)).to.equal(true);
    expect(performance.now() - startedMs).to.be.within(400, 10_000);
    expect(await ledger()).to.have.length(500);
  });
});
