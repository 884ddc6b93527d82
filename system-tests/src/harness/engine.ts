import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addressOf,
  down,
  findFreePortBase,
  httpAt,
  restart,
  type Settings,
  status,
  up,
} from '@wanderluxe/infra';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';

export type ServiceName = 'gateway' | 'inventory' | 'payment' | 'booking-ledger';

/**
 * The four services, a bank and a Redis of their own, on the Kafka, the registry and the database that the
 * environment names.
 */
export interface Engine {
  readonly settings: Settings;
  /** What the wanderluxe command needs in its environment to mean this engine. */
  readonly commandEnv: Readonly<Record<string, string>>;
  readonly gatewayUrl: string;
  readonly gatewayOpsUrl: string;
  readonly inventoryUrl: string;
  readonly inventoryOpsUrl: string;
  readonly paymentOpsUrl: string;
  readonly ledgerUrl: string;
  readonly ledgerOpsUrl: string;
  readonly bankUrl: string;
  readonly redisUrl: string;
  /** SIGKILL, or the signal given; resolves when the process is gone. */
  kill(name: ServiceName | 'redis' | 'bank', signal?: NodeJS.Signals): Promise<void>;
  /** Starts a component, after a proper stop if it runs, and waits until it is ready; settings are for this life. */
  start(
    name: ServiceName | 'redis' | 'bank' | 'console',
    settings?: Readonly<Record<string, string>>,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** The caller's environment without what the engine is to have for itself. */
function ownEnvironment(portBase: number): NodeJS.ProcessEnv {
  const { REDIS_URL: _redis, BANK_URL: _bank, ...env } = process.env;
  const home = env.WANDERLUXE_HOME || mkdtempSync(join(tmpdir(), 'wanderluxe-e2e-'));
  return { ...env, WANDERLUXE_HOME: home, WANDERLUXE_PORT_BASE: `${portBase}` };
}

function requireServers(): void {
  const { kafkaBrokers, registryUrl, mongoUri } = servers();
  expect([kafkaBrokers, registryUrl, mongoUri]).to.have.length(3);
}

async function pidOf(instance: string, env: NodeJS.ProcessEnv, name: string): Promise<number> {
  const pid = (await status({ instance, env })).components[name]?.pid;
  if (pid == null) throw new Error(`${name} does not run`);
  return pid;
}

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

/** Started processes inherit this process's environment, as it is in that moment. */
async function withSettings(
  settings: Readonly<Record<string, string>>,
  run: () => Promise<void>,
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    await run();
  } finally {
    for (const name of Object.keys(settings)) {
      const old = before[name];
      if (old === undefined) delete process.env[name];
      else process.env[name] = old;
    }
  }
}

export async function startEngine(): Promise<Engine> {
  requireServers();
  const instance = `e2e-${process.pid}`;
  const env = ownEnvironment(await findFreePortBase());
  const stop = (): Promise<void> => down({ instance, env, wipe: true });
  const settings = await up({ instance, env }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    settings,
    commandEnv: { WANDERLUXE_INSTANCE: instance, WANDERLUXE_HOME: `${env.WANDERLUXE_HOME}` },
    gatewayUrl: httpAt(settings, 'gatewayHttp'),
    gatewayOpsUrl: httpAt(settings, 'gatewayOps'),
    inventoryUrl: httpAt(settings, 'inventoryHttp'),
    inventoryOpsUrl: httpAt(settings, 'inventoryOps'),
    paymentOpsUrl: httpAt(settings, 'paymentOps'),
    ledgerUrl: httpAt(settings, 'ledgerHttp'),
    ledgerOpsUrl: httpAt(settings, 'ledgerOps'),
    bankUrl: addressOf(settings, 'bank'),
    redisUrl: addressOf(settings, 'redis'),
    async kill(name, signal = 'SIGKILL') {
      const pid = await pidOf(instance, env, name);
      process.kill(pid, signal);
      await eventually(() => expect(isGone(pid), `${name} is gone`).to.equal(true), {
        withinMs: GONE_WITHIN_MS,
      });
    },
    start: (name, other = {}) => withSettings(other, () => restart(name, { instance, env })),
    stop,
  };
}

/** A process that is told to stop finishes what it has in hand. */
const GONE_WITHIN_MS = 20_000;

let shared: Promise<Engine> | undefined;

/** The engine that all suites of a run share; started when first asked for. */
export function sharedEngine(): Promise<Engine> {
  shared ??= startEngine();
  return shared;
}

const STOP_WITHIN_MS = 60_000;

after(async function stopSharedEngine() {
  this.timeout(STOP_WITHIN_MS);
  const engine = await shared?.catch(() => undefined);
  await engine?.stop();
});
