import express, { type Express } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type Listener, listen } from './http.ts';
import { type Sample, Sampler } from './sampler.ts';

/** Answers whether a dependency is usable now; must not throw for long and must not block. */
export type Check = () => boolean | Promise<boolean>;

export interface OpsOptions {
  readonly port: number;
  readonly host: string;
  readonly service: string;
  /** By name; all must hold for the service to be ready. */
  readonly checks: Readonly<Record<string, Check>>;
  /** False when only a restart helps. */
  readonly live?: () => boolean;
  /** Between two readings of a gauge that costs a call; 10 s when it is not given. */
  readonly sampleEveryMs?: number | undefined;
}

export interface Ops {
  readonly app: Express;
  readonly registry: Registry;
  /** For gauges that cost a call: taken on a period, not when somebody scrapes. */
  readonly sample: Sample;
  /** The port taken, once started. */
  start(): Promise<number>;
  /** From now on not ready: nobody should send more work. */
  drain(): void;
  stop(): Promise<void>;
}

const SAMPLE_EVERY_MS = 10_000;

/** The port for operators and probes: /livez, /readyz, /metrics. */
export function createOps({ port, host, service, checks, live = () => true, ...options }: OpsOptions): Ops {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  eventLoopUtilisation(registry);
  const sampler = new Sampler(registry, options.sampleEveryMs ?? SAMPLE_EVERY_MS);
  const app = express().disable('x-powered-by');
  let draining = false;
  let listener: Listener | undefined;

  app.get('/livez', (_req, res) => {
    res.status(live() ? 200 : 503).json({ live: live() });
  });
  app.get('/readyz', async (_req, res) => {
    const notReady = await failing(checks);
    if (draining) notReady.push('draining');
    res.status(notReady.length === 0 ? 200 : 503).json({ ready: notReady.length === 0, notReady });
  });
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });

  return {
    app,
    registry,
    sample: sampler.sample,
    start: async () => {
      listener = await listen(app, { port, host });
      sampler.start();
      return listener.port;
    },
    drain: () => {
      draining = true;
    },
    stop: async () => {
      sampler.stop();
      await listener?.close();
    },
  };
}

/** How busy the one thread is on which everything runs: at 1 the process can do no more. */
function eventLoopUtilisation(registry: Registry): void {
  let last = performance.eventLoopUtilization();
  new Gauge({
    name: 'wl_event_loop_utilisation_ratio',
    help: 'Share of the time since the last scrape in which the event loop was not waiting.',
    registers: [registry],
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
  });
}

const CHECK_TIMEOUT_MS = 2_000;

async function failing(checks: OpsOptions['checks']): Promise<string[]> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await holds(check)) ? [] : [name])),
  );
  return answers.flat();
}

async function holds(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([Promise.resolve(check()), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
