import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { silentLogger } from '../logger.ts';
import { createTracer } from './create-tracer.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = `00-${traceId}-00f067aa0ba902b7-01`;
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('createTracer', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function collector() {
    const heard: { url: string | undefined; body: unknown }[] = [];
    const server = createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      heard.push({ url: req.url, body: JSON.parse(Buffer.concat(chunks).toString()) });
      res.setHeader('content-type', 'application/json').end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return { heard, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it('sends spans to the collector of the setting, with the ids that were handed on', async () => {
    const { heard, endpoint } = await collector();
    const tracer = await createTracer('test', { OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/` }, silentLogger);
    const long = { startMs: 1_000.25, endMs: 1_002.5, attributes: { 'messaging.system': 'kafka' } };
    tracer.record({
      name: 'create x',
      kind: 'producer',
      traceparent,
      parent,
      ...long,
      errorClass: 'BadError',
    });
    await tracer.stop();
    expect(heard.map(({ url }) => url)).to.deep.equal(['/v1/traces']);
    const bodies = heard.map(({ body }) => body) as { resourceSpans: Sent[] }[];
    const [sent] = bodies.flatMap(({ resourceSpans }) => resourceSpans);
    expect(sent?.resource.attributes).to.deep.include({
      key: 'service.name',
      value: { stringValue: 'test' },
    });
    expect(sent?.scopeSpans[0]?.spans[0]).to.deep.include({
      ...{ traceId, spanId: 'b7ad6b7169203331', parentSpanId: '00f067aa0ba902b7', name: 'create x', kind: 4 },
      ...{ startTimeUnixNano: '1000250000', endTimeUnixNano: '1002500000' },
      status: { code: 2, message: 'BadError' },
    });
  });

  it('gives up on a collector that is away, in time and without an error', async () => {
    const endpoint = 'http://127.0.0.1:1';
    const tracer = await createTracer('test', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, silentLogger);
    tracer.record({ name: 'x', kind: 'server', traceparent, startMs: 1, endMs: 2 });
    const startedMs = performance.now();
    await tracer.stop();
    expect(performance.now() - startedMs).to.be.below(3_000);
  });

  it('loads the SDK when a collector is set, and only then', async () => {
    const loads = async (settings: object) => {
      const script = `
        import { registerHooks } from 'node:module';
        const loaded = [];
        registerHooks({ resolve: (name, at, next) => { loaded.push(name); return next(name, at); } });
        const { createTracer, silentLogger } = await import('${new URL('../index.ts', import.meta.url).href}');
        await createTracer('test', ${JSON.stringify(settings)}, silentLogger);
        console.log(loaded.includes('@opentelemetry/sdk-trace'));
        process.exit();`;
      const args = ['--input-type=module', '-e', script];
      return (await promisify(execFile)(process.execPath, args)).stdout.trim();
    };
    expect(await loads({})).to.equal('false');
    expect(await loads({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).to.equal('true');
  });
});

interface Sent {
  readonly resource: { readonly attributes: readonly unknown[] };
  readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[];
}
