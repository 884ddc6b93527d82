import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { type Listener, listen } from './http.ts';
import { problemHandler } from './problem.ts';
import { reconcileRoute } from './reconcile-route.ts';

describe('POST /reconcile', () => {
  let listener: Listener;
  let asked: boolean[];
  let answer: object | undefined;

  beforeEach(async () => {
    asked = [];
    answer = { found: 0 };
    const app = express();
    app.post(
      '/reconcile',
      reconcileRoute(async (isDryRun) => {
        asked.push(isDryRun);
        return answer;
      }),
    );
    app.use(problemHandler(() => {}));
    listener = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => listener.close());

  async function call(query: string) {
    const { port } = listener.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/reconcile${query}`, { method: 'POST' });
    return { status: response.status, body: (await response.json()) as { code?: string } };
  }

  it('runs, dry when it is told so', async () => {
    expect(await call('')).to.deep.equal({ status: 200, body: { found: 0 } });
    await call('?dryRun=true');
    await call('?dryRun=false');
    expect(asked).to.deep.equal([false, true, false]);
  });

  it('refuses what it does not know, and runs nothing', async () => {
    for (const query of ['?dryRun=yes', '?dry=true']) expect((await call(query)).status, query).to.equal(400);
    expect(asked).to.deep.equal([]);
  });

  it('is 409 while one is under way', async () => {
    answer = undefined;
    expect(await call('')).to.deep.include({ status: 409 });
    expect((await call('')).body.code).to.equal('reconcile_running');
  });
});
