import { withAdmin } from '../evidence/topics.ts';
import type { Supervised } from '../world/supervised.ts';
import type { World } from '../world/world.ts';
import type { Ground, Inject } from './ground.ts';
import { freezeProcess } from './process-faults.ts';

const ASK_WITHIN_MS = 6_000;
const TOPIC = 'booking.requests';

/** Every broker there is. */
export const killAllBrokers: Inject = async ({ world }) => {
  const pids = world.brokers.flatMap(({ pid }) => pid ?? []);
  const releases = await Promise.all(world.brokers.map((broker) => broker.kill()));
  return () => {
    for (const release of releases) release();
    return pids.length === world.brokers.length ? `brokers ${pids.join(', ')} were killed` : null;
  };
};

/** The broker that leads a partition of the requests: its producers and consumers have to find another. */
export const killLeader: Inject = async (ground) => {
  const { broker, leads, before } = await leaderOf(ground);
  const release = await broker.kill();
  return async () => {
    const after = await leaders(ground.world).catch(() => before);
    release();
    const moved = before.filter((node, partition) => node === leads && after[partition] !== node).length;
    return moved > 0 ? `broker ${leads} lost ${moved} partitions of ${TOPIC} to others` : null;
  };
};

/** Of a cluster the leader, which does not know afterwards that it leads no more. */
export const freezeBroker: Inject = async (ground) => freezeProcess((await leaderOf(ground)).broker);

interface Leader {
  readonly broker: Supervised;
  /** Its number, and the leader of each partition. */
  readonly leads: number;
  readonly before: readonly number[];
}

/** When nobody can say who leads, since other faults hold all brokers down, any broker will do. */
async function leaderOf({ world, random }: Ground): Promise<Leader> {
  const before = world.brokers.length > 1 ? await leaders(world).catch(() => []) : [];
  const leading = before.filter((node) => node > 0);
  const leads = leading.length > 0 ? random.pick(leading) : random.between(1, world.brokers.length);
  return { broker: world.brokers[leads - 1]!, leads, before };
}

/** Asks the brokers that run: a client that begins with a dead one may take longer than there is time. */
async function leaders({ direct, brokers }: World): Promise<number[]> {
  const running = direct.kafkaBrokers.filter((_, index) => brokers[index]?.runs);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no broker answers')), ASK_WITHIN_MS);
  const asked = withAdmin(running, (admin) => admin.leaders(TOPIC));
  asked.catch(() => {});
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
