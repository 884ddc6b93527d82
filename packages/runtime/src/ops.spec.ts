import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Counter } from 'prom-client';
import { createOps, type Ops, type OpsOptions } from './ops.ts';

describe('createOps', () => {
  const running: Ops[] = [];
  afterEach(async () => {
    for (const ops of running.splice(0)) await ops.stop();
  });

  async function started(over: Partial<OpsOptions> = {}) {
    const ops = createOps({ port: 0, host: '127.0.0.1', service: 'test', checks: {}, ...over });
    running.push(ops);
    const port = await ops.start();
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, body: await response.text() };
    };
    return { ops, port, get };
  }

  it('is ready when every check holds', async () => {
    const { get } = await started({ checks: { mongo: () => true, kafka: async () => true } });
    expect(await get('/readyz')).to.deep.equal({ status: 200, body: '{"ready":true,"notReady":[]}' });
  });

  it('names what is not ready: answered false, threw, rejected', async () => {
    const { get } = await started({
      checks: {
        fine: () => true,
        says: () => false,
        throws: () => {
          throw new Error('boom');
        },
        rejects: async () => {
          throw new Error('boom');
        },
      },
    });
    const { status, body } = await get('/readyz');
    expect(status).to.equal(503);
    expect(JSON.parse(body)).to.deep.equal({ ready: false, notReady: ['says', 'throws', 'rejects'] });
  });

  it('counts a check that does not answer as not ready', async () => {
    const { get } = await started({ checks: { hangs: () => new Promise(() => {}) } });
    const { status, body } = await get('/readyz');
    expect([status, JSON.parse(body).notReady]).to.deep.equal([503, ['hangs']]);
  });

  it('is not ready while draining, and still alive', async () => {
    const { ops, get } = await started();
    ops.drain();
    const { status, body } = await get('/readyz');
    expect([status, JSON.parse(body).notReady]).to.deep.equal([503, ['draining']]);
    expect((await get('/livez')).status).to.equal(200);
  });

  it('is not alive when only a restart helps', async () => {
    const { get } = await started({ live: () => false });
    expect(await get('/livez')).to.deep.equal({ status: 503, body: '{"live":false}' });
  });

  it('shows metrics with the service’s name', async () => {
    const { ops, get } = await started();
    new Counter({ name: 'wl_test_total', help: 'x', registers: [ops.registry] }).inc(3);
    const { body } = await get('/metrics');
    expect(body).to.include('wl_test_total{service="test"} 3');
    expect(body).to.include('process_resident_memory_bytes');
  });

  it('tells how busy the event loop was since the last look', async () => {
    const { get } = await started();
    const busy = async (): Promise<number> => {
      const { body } = await get('/metrics');
      return Number(/^wl_event_loop_utilisation_ratio\{service="test"\} (\S+)$/m.exec(body)?.[1]);
    };
    await busy();
    await sleep(300);
    const resting = await busy();
    const untilMs = performance.now() + 300;
    while (performance.now() < untilMs);
    const working = await busy();
    expect(resting).to.be.within(0, 0.7);
    expect(working).to.be.within(Math.max(0.5, resting), 1);
  });

  it('names the port that is taken', async () => {
    const { port } = await started();
    const second = createOps({ port, host: '127.0.0.1', service: 'test', checks: {} });
    const error = await second.start().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).to.equal(`port ${port} is in use: stop what listens there or choose another port`);
  });
});
