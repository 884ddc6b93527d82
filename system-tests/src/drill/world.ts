import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down, findFreePortBase, type Settings, status, type Talk, up } from '@wanderluxe/infra';
import type { Ground } from './fault.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';

/** An engine with servers of its own, watched by a Prometheus with the committed rules. */
export interface World extends Ground {
  readonly prometheus: Prometheus;
  /** What the wanderluxe command needs in its environment to mean this engine. */
  readonly commandEnv: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Beside the ports that an instance has by its table. */
const PROMETHEUS_OFFSET = 20;
const opsPorts = ['gatewayOps', 'inventoryOps', 'paymentOps', 'ledgerOps'] as const;

/** The caller's environment without servers that it may name: every one is to be the drill's own. */
function ownEnvironment(home: string, portBase: number): NodeJS.ProcessEnv {
  const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, MONGODB_URI, REDIS_URL, BANK_URL, ...env } = process.env;
  return { ...env, WANDERLUXE_HOME: home, WANDERLUXE_PORT_BASE: `${portBase}` };
}

export async function startWorld(talk: Talk): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'wanderluxe-drill-'));
  const instance = 'drill';
  const portBase = await findFreePortBase();
  const env = ownEnvironment(home, portBase);
  const stopEngine = async (): Promise<void> => {
    await down({ instance, env, wipe: true });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const settings = await up({ instance, env, talk });
    const folder = join(home, 'prometheus');
    const prometheus = await startPrometheus(folder, portBase + PROMETHEUS_OFFSET, targetsOf(settings), talk);
    return {
      ...{ settings, prometheus },
      commandEnv: { ...env, WANDERLUXE_INSTANCE: instance, NO_COLOR: '1' },
      async pidOf(name) {
        const pid = (await status({ instance, env })).components[name]?.pid;
        if (pid == null) throw new Error(`${name} does not run`);
        return pid;
      },
      async stop() {
        await prometheus.stop();
        await stopEngine();
      },
    };
  } catch (error) {
    await stopEngine();
    throw error;
  }
}

const targetsOf = ({ ports }: Settings): string[] => opsPorts.map((name) => `127.0.0.1:${ports[name]}`);
