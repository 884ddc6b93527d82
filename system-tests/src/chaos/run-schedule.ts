import { setTimeout as sleep } from 'node:timers/promises';
import type { Talk } from '@wanderluxe/infra';
import { readAvailability, setCapacities } from '@wanderluxe/infra/demo';
import { Databases } from './evidence/databases.ts';
import { EventReader } from './evidence/event.ts';
import { gather } from './evidence/gather.ts';
import { OffsetSampler } from './evidence/offset-sampler.ts';
import { redeliver } from './evidence/redelivery.ts';
import { waitForRest } from './evidence/rest.ts';
import type { Evidence } from './evidence/types.ts';
import { BankFaults } from './faults/bank-faults.ts';
import type { Ground } from './faults/ground.ts';
import { Records } from './faults/records.ts';
import { storm } from './faults/storm.ts';
import { Clients } from './load/clients.ts';
import { GatewayCalls } from './load/gateway.ts';
import { type LoadPlan, type PropertyWish, planLoad } from './load/requests.ts';
import { drawFaults } from './schedule/draw.ts';
import type { FaultKind } from './schedule/faults.ts';
import { randomOf } from './schedule/random.ts';
import type { World } from './world/world.ts';

export interface ScheduleOptions {
  readonly seed: number;
  readonly bookings: number;
  readonly kinds: readonly FaultKind[];
  readonly talk: Talk;
}

const LOAD_MS = 9_000;
/** From the last heal until everything has its outcome. */
export const BOUND_MS = 60_000;
/** Clients go on repeating for so long after the last fault. */
const CLIENT_PATIENCE_MS = 20_000;
const FAR_NIGHTS = 20;

/** Runs one schedule on an engine that is at rest and gathers what can be known of it. */
export async function runSchedule(world: World, options: ScheduleOptions): Promise<Evidence> {
  const { direct } = world;
  const random = randomOf(options.seed);
  const startedAtMs = Date.now();
  const plan = planLoad(random, {
    tag: `${options.seed}-${startedAtMs.toString(36)}`,
    bookings: options.bookings,
    forMs: LOAD_MS,
    today: new Date().toISOString().slice(0, 10),
  });
  world.observer.forget();
  const [databases, reader, records] = await Promise.all([
    Databases.open(direct.mongoUri),
    EventReader.open(direct.registryUrl),
    Records.open(world.observer, direct.kafkaBrokers),
  ]);
  const bank = new BankFaults(direct.bankUrl);
  const ground: Ground = { world, bank, records, random, poisons: [], talk: options.talk };
  const sampler = new OffsetSampler(direct.kafkaBrokers, ground.poisons);
  try {
    await Promise.all([setCapacities(direct.inventoryUrl, plan.properties), ground.bank.apply()]);
    sampler.start();
    const endsBefore = world.unexpectedEnds().length;
    const happened = await underLoad(ground, plan, drawFaults(options.seed, options.kinds));
    const propertyIds = plan.properties.map(({ id }) => id);
    const fromMs = happened.boundFromMs;
    const rest = await waitForRest(world, databases, { propertyIds, fromMs, boundMs: BOUND_MS });
    await Promise.all([loadCounters(direct.inventoryUrl, plan.properties), sampler.stop()]);
    const scope = {
      properties: plan.properties,
      bookingIds: new Set(plan.wishes.map(({ bookingId }) => bookingId)),
      poisonIds: new Set(ground.poisons.map(({ id }) => id)),
    };
    const gathered = await gather(world, { databases, reader }, scope);
    const again = { scope, random, boundMs: BOUND_MS };
    const redelivery =
      rest.atMs === null ? null : await redeliver(world, { databases, reader, records }, again);
    return {
      ...{ seed: options.seed, brokers: world.brokers.length, engineFolder: world.settings.folder },
      ...{ startedAtMs, boundMs: BOUND_MS, ...happened, ...plan, ...gathered },
      ...{ restAtMs: rest.atMs, unrest: rest.unrest, restTrail: rest.trail },
      unexpectedEnds: world.unexpectedEnds().slice(endsBefore),
      gatewayStarts: world.processes.gateway.lives.map((life) => ({ ...life })),
      poisons: ground.poisons,
      offsets: sampler.samples,
      redelivery,
    };
  } finally {
    await sampler.stop();
    await Promise.all([records.close(), databases.close()]);
  }
}

/** Load and faults together, until every fault is healed and every client has done. */
async function underLoad(
  ground: Ground,
  plan: LoadPlan,
  planned: ReturnType<typeof drawFaults>,
): Promise<Pick<Evidence, 'calls' | 'faults' | 'healedAtMs' | 'boundFromMs'>> {
  const gateway = new GatewayCalls(ground.world.direct.gatewayUrl);
  const clients = new Clients(gateway);
  const beganAtMs = Date.now();
  const served = plan.wishes.map(async (wish) => {
    await sleep(Math.max(0, beganAtMs + wish.atMs - Date.now()));
    await clients.serve(wish);
  });
  const faults = await storm(ground, planned);
  await serversServe(ground.world);
  await ground.records.settled();
  const healedAtMs = Date.now();
  clients.giveUpAt(Math.max(healedAtMs, beganAtMs + LOAD_MS) + CLIENT_PATIENCE_MS);
  await Promise.all(served);
  await gateway.close();
  const { calls } = clients;
  const acceptedAtMs = calls.filter(({ status }) => status === 202).map(({ endedAtMs }) => endedAtMs);
  return { calls, faults, healedAtMs, boundFromMs: Math.max(healedAtMs, ...acceptedAtMs) };
}

/** A fault is healed when its server serves again; how long a server takes to start is not the engine's. */
async function serversServe({ all }: World): Promise<void> {
  const servers = all.filter(({ component }) => component.kind === 'server');
  await Promise.all(servers.map((server) => server.healthyWithin(server.component.startWithinMs)));
}

/** Asking for free rooms makes the inventory load what a lost Redis has forgotten. */
async function loadCounters(inventoryUrl: string, properties: readonly PropertyWish[]): Promise<void> {
  const from = new Date().toISOString().slice(0, 10);
  const to = new Date(Date.parse(from) + FAR_NIGHTS * 86_400_000).toISOString().slice(0, 10);
  await Promise.allSettled(properties.map(({ id }) => readAvailability(inventoryUrl, id, from, to)));
}
