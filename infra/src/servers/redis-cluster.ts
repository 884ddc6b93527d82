import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { installRedis } from '../install/redis.ts';
import type { ProcessIdentity } from '../processes/identity.ts';
import { launchDetached } from '../processes/launch.ts';
import { stopProcess } from '../processes/stop.ts';
import { findFreePortBase } from '../settings/free-port-base.ts';
import type { Talk } from '../talk.ts';

const SLOTS = 16_384;
const READY_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;
const STOP_WITHIN_MS = 5_000;
/** Between a node's port and the port on which the nodes talk to each other. */
const BUS_OFFSET = 20;

/** Masters without replicas, each with its share of the slots. */
export interface RedisCluster {
  /** Addresses of all masters with commas between them, as COUNTERS_REDIS_URL takes them. */
  readonly url: string;
  readonly ports: readonly number[];
  /** SIGKILL with total loss of its memory, then a start: it rejoins with its slots and no keys. */
  loseMaster(index: number): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly masters: number;
  readonly cache: string;
  /** Data and logs; removed by `stop`. */
  readonly folder: string;
  readonly talk: Talk;
}

/** Starts a Redis Cluster on free ports of 127.0.0.1, and forms it. */
export async function startRedisCluster({ masters, cache, folder, talk }: Options): Promise<RedisCluster> {
  const command = await installRedis(cache, talk);
  const base = await findFreePortBase();
  const ports = Array.from({ length: masters }, (_, index) => base + index);
  const processes: (ProcessIdentity | null)[] = [];
  const start = async (index: number): Promise<void> => {
    const port = ports[index] as number;
    const cwd = join(folder, `master-${index}`);
    await mkdir(cwd, { recursive: true });
    const options = {
      ...{ port, 'cluster-port': port + BUS_OFFSET, bind: '127.0.0.1', dir: cwd },
      ...{ 'cluster-enabled': 'yes', 'cluster-node-timeout': 2_000, save: '' },
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    processes[index] = await launchDetached({ command, args, cwd }, join(folder, `master-${index}.log`));
  };
  await Promise.all(ports.map((_, index) => start(index)));
  await form(ports);
  return {
    url: ports.map((port) => `redis://127.0.0.1:${port}`).join(','),
    ports,
    async loseMaster(index) {
      const running = processes[index];
      if (running) await stopProcess(running, 0);
      await start(index);
      await whole(ports);
    },
    async stop() {
      await Promise.all(processes.map((running) => running && stopProcess(running, STOP_WITHIN_MS)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for the node without a word: it is only starting. */
function connect(port: number): Redis {
  return new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null }).on('error', () => {});
}

async function form(ports: readonly number[]): Promise<void> {
  const nodes = ports.map(connect);
  try {
    await Promise.all(
      nodes.map(async (node, index) => {
        const from = Math.floor((index * SLOTS) / ports.length);
        const to = Math.floor(((index + 1) * SLOTS) / ports.length) - 1;
        await node.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
        await node.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      }),
    );
    const [first = 0] = ports;
    for (const node of nodes.slice(1))
      await node.call('CLUSTER', 'MEET', '127.0.0.1', first, first + BUS_OFFSET);
  } finally {
    for (const node of nodes) node.disconnect();
  }
  await whole(ports);
}

/** Resolves when every node knows all others and finds every slot served. */
async function whole(ports: readonly number[]): Promise<void> {
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  const nodes = ports.map(connect);
  try {
    while (!(await Promise.all(nodes.map((node) => isWhole(node, ports.length)))).every(Boolean)) {
      if (Date.now() > deadlineMs) throw new Error(`the Redis Cluster did not form in ${READY_WITHIN_MS} ms`);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    for (const node of nodes) node.disconnect();
  }
}

async function isWhole(node: Redis, masters: number): Promise<boolean> {
  const info = `${await node.call('CLUSTER', 'INFO')}`;
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${masters}`);
}
