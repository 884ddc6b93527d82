import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firstStep } from '@wanderluxe/runtime';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { BankSimulator } from '../testing/bank-simulator.ts';
import { HttpPaymentProvider } from './http-payment-provider.ts';
import { describePaymentProviderBehaviour } from './payment-provider.behaviour.ts';

const TIMEOUT_MS = 1_000;
const requestOf = () => {
  const key = freshId('charge');
  return { key, reference: key, amount: '12.50', currency: 'USD', traceparent: firstStep() };
};

describe('HttpPaymentProvider', () => {
  const closing: (() => Promise<void>)[] = [];
  const connect = (url: string, timeoutMs = TIMEOUT_MS) => {
    const provider = new HttpPaymentProvider({ url, timeoutMs, maxConnections: 10 });
    closing.push(() => provider.close());
    return provider;
  };
  /** A bank that gives one answer to everything. */
  const listen = async (answer: (req: IncomingMessage, res: ServerResponse) => void) => {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  describePaymentProviderBehaviour('over HTTP, the bank simulator', async () => {
    const bank = await BankSimulator.start();
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= bank.stop();
      return stopped;
    };
    closing.push(stop);
    return {
      provider: connect(bank.url),
      mood: {
        capture: () => bank.behave({}),
        decline: () => bank.behave({ declineShare: 1 }),
        captureThenSilence: () => bank.behave({ resetShare: 1 }),
        silence: () => bank.behave({ errorShare: 1 }),
        forgetful: () => bank.behave({ lookupDelayMs: 60_000 }),
        away: stop,
      },
    };
  });

  it('is UNKNOWN when the bank hangs beyond the timeout', async () => {
    const url = await listen(() => {});
    const outcome = await connect(url, 100).charge(requestOf(), async () => {});
    expect(outcome).to.deep.equal({ status: 'UNKNOWN', detail: 'the bank did not answer within 100 ms' });
  });

  it('is UNKNOWN for answers that are not readable, too large, cut off, or not about this charge', async () => {
    const captured = { status: 'CAPTURED', transactionId: 'tx-1', amount: '12.50', currency: 'USD' };
    const answers: [number, string][] = [
      [201, 'thank you'],
      [201, JSON.stringify({ ...captured, amount: '12.51' })],
      [201, JSON.stringify({ ...captured, transactionId: '' })],
      [201, JSON.stringify({ status: 'DECLINED', reason: 'no' })],
      [402, JSON.stringify(captured)],
      [200, JSON.stringify(captured)],
      [400, JSON.stringify({ status: 'DECLINED', reason: 'no' })],
      [429, ''],
      [201, JSON.stringify({ ...captured, padding: 'x'.repeat(20_000) })],
    ];
    for (const [status, text] of answers) {
      const url = await listen((_req, res) => res.writeHead(status).end(text));
      expect(
        await connect(url).charge(requestOf(), async () => {}),
        `${status} ${text.slice(0, 60)}`,
      ).to.include({
        status: 'UNKNOWN',
      });
    }
    const cutOff = await listen((_req, res) => {
      res.writeHead(201, { 'content-length': 100 });
      res.write('{"status":', () => res.destroy());
    });
    expect(await connect(cutOff).charge(requestOf(), async () => {})).to.include({ status: 'UNKNOWN' });
  });

  it('sends the key, the trace and the exact order, below the path of its address', async () => {
    let seen: Record<string, unknown> = {};
    const url = await listen((req, res) => {
      const { 'idempotency-key': key, traceparent } = req.headers;
      req.on('data', (body) => {
        seen = { path: req.url, key, traceparent, body: JSON.parse(String(body)) };
        res.writeHead(402).end('{"status":"DECLINED","reason":"Ann Lee, card 4111"}');
      });
    });
    const request = requestOf();
    expect(await connect(`${url}/bank/`).charge(request, async () => {})).to.deep.equal({
      status: 'DECLINED',
      // Words that banks do not share may name a person or a card.
      detail: 'other reason',
    });
    expect(seen).to.deep.include({
      path: '/bank/charges',
      key: request.key,
      body: { reference: request.reference, amount: '12.50', currency: 'USD' },
    });
    expect(seen.traceparent).to.equal(request.traceparent);
  });
});
