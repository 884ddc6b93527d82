import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import express from 'express';
import { type Listener, listen } from './http.ts';

const CLIENTS = 20;

describe('closing a listener', () => {
  let listener: Listener;
  let agent: Agent;
  let answerAfterMs: number;
  beforeEach(async () => {
    answerAfterMs = 0;
    const app = express().get('/', async (_req, res) => {
      await sleep(answerAfterMs);
      res.send('answered');
    });
    listener = await listen(app, { port: 0, host: '127.0.0.1' });
    agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  });
  afterEach(async () => {
    agent.destroy();
    listener.server.closeAllConnections();
  });

  const send = (): ClientRequest => request({ port: listener.port, host: '127.0.0.1', agent }).end();
  async function get(): Promise<IncomingMessage> {
    const [answer] = (await once(send(), 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return answer;
  }
  const codeOf = (get: Promise<unknown>) =>
    get.then(
      () => 'answered',
      ({ code }: NodeJS.ErrnoException) => code,
    );

  it('answers what is under way and says that the connection ends with it', async () => {
    answerAfterMs = 50;
    const answer = get();
    await once(listener.server, 'request');
    const closed = listener.close();
    expect((await answer).headers.connection).to.equal('close');
    await closed;
    expect(await codeOf(get())).to.equal('ECONNREFUSED');
  });

  it('gives a connection without a request the time to send one, and ends with the answer', async () => {
    await get();
    const closed = listener.close({ idleMs: 5_000 });
    expect((await get()).headers.connection).to.equal('close');
    await closed;
  });

  it('does not wait for a connection that sends none', async () => {
    await get();
    const startedMs = performance.now();
    await listener.close({ idleMs: 100 });
    expect(performance.now() - startedMs).to.be.within(90, 2_000);
  });

  it('takes no new connection while it gives the old ones time', async () => {
    await get();
    const closed = listener.close({ idleMs: 100 });
    agent = new Agent();
    expect(await codeOf(get())).to.equal('ECONNREFUSED');
    await closed;
  });

  it('cuts no request of clients that send one after the other over kept connections', async () => {
    const ends: (string | undefined)[] = [];
    let answered = 0;
    const client = async () => {
      for (;;) {
        const end = await codeOf(get());
        if (end !== 'answered') return ends.push(end);
        answered += 1;
      }
    };
    const clients = Promise.all(Array.from({ length: CLIENTS }, client));
    while (answered < 2_000) await sleep(1);
    await listener.close({ idleMs: 500 });
    await clients;
    expect(ends).to.deep.equal(Array(CLIENTS).fill('ECONNREFUSED'));
  });
});
