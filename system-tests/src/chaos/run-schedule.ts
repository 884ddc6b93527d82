import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAvailability, setCapacities } from '@wanderluxe/infra/demo';
import { readCounters } from './evidence/counters.ts';
import { Databases } from './evidence/databases.ts';
import { EventReader } from './evidence/event.ts';
import { OffsetSampler } from './evidence/offset-sampler.ts';
import { waitForRest } from './evidence/rest.ts';
import { consumerGroups, dumpTopics, endOfTopics, withAdmin } from './evidence/topics.ts';
import type { BankEntrySeen, Evidence, LinkTraffic } from './evidence/types.ts';
import { BankFaults } from './faults/bank-faults.ts';
import type { Ground } from './faults/inject.ts';
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
}

const LOAD_MS = 20_000;
/** From the last heal until everything has its outcome. */
export const BOUND_MS = 60_000;
/** Clients go on repeating for so long after the last fault. */
const CLIENT_PATIENCE_MS = 30_000;
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
  const [databases, reader, marks, records] = await Promise.all([
    Databases.open(direct.mongoUri),
    EventReader.open(direct.registryUrl),
    withAdmin(direct.kafkaBrokers, endOfTopics),
    Records.open(direct.kafkaBrokers),
  ]);
  const ground: Ground = { world, bank: new BankFaults(direct.bankUrl), records, random, poisons: [] };
  const sampler = new OffsetSampler(direct.kafkaBrokers, ground.poisons);
  try {
    await Promise.all([setCapacities(direct.inventoryUrl, plan.properties), ground.bank.apply()]);
    sampler.start();
    const endsBefore = world.unexpectedEnds().length;
    const { calls, faults, healedAtMs } = await underLoad(
      ground,
      plan,
      drawFaults(options.seed, options.kinds),
    );
    const propertyIds = plan.properties.map(({ id }) => id);
    const rest = await waitForRest(world, databases, { propertyIds, boundMs: BOUND_MS });
    await loadCounters(direct.inventoryUrl, plan.properties);
    await sampler.stop();
    const { epochs, ...rows } = await databases.see(propertyIds, startedAtMs, reader);
    const ids = new Set(plan.wishes.map(({ bookingId }) => bookingId));
    const keys = new Set(propertyIds);
    const poisons = new Set(ground.poisons.map(({ id }) => id));
    const dumped = await dumpTopics(direct.kafkaBrokers, marks, reader);
    return {
      seed: options.seed,
      engineFolder: world.settings.folder,
      ...{
        startedAtMs,
        healedAtMs,
        restAtMs: rest.atMs,
        boundMs: BOUND_MS,
        unrest: rest.unrest,
        restTrail: rest.trail,
        faults,
        calls,
      },
      unexpectedEnds: world.unexpectedEnds().slice(endsBefore),
      ...plan,
      ...rows,
      records: dumped.filter(
        ({ key, event, headers }) =>
          keys.has(key ?? '') || ids.has(event?.bookingId ?? '') || poisons.has(headers.chaos ?? ''),
      ),
      bank: readBank(direct.bankLedgerFile, ids),
      counters: await readCounters(direct.redisUrl, plan.properties, epochs),
      poisons: ground.poisons,
      offsets: sampler.samples,
      subscriptions: await subscriptionsOf(direct.kafkaBrokers),
      traffic: trafficOf(world),
    };
  } finally {
    await sampler.stop();
    await Promise.all([records.close(), databases.close()]);
  }
}

/** Load and faults together, until every fault is healed and every client has done. */
async function underLoad(ground: Ground, plan: LoadPlan, planned: ReturnType<typeof drawFaults>) {
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
  // The bound runs from the last of both: bookings may have been accepted after the last fault.
  return { calls: clients.calls, faults, healedAtMs: Math.max(healedAtMs, beganAtMs + LOAD_MS) };
}

/** A fault is healed when its server serves again; how long a server takes to start is not the engine's. */
async function serversServe({ processes }: World): Promise<void> {
  const servers = Object.values(processes).filter(({ component }) => component.kind === 'server');
  await Promise.all(servers.map((server) => server.healthyWithin(server.component.startWithinMs)));
}

/** Asking for free rooms makes the inventory load what a lost Redis has forgotten. */
async function loadCounters(inventoryUrl: string, properties: readonly PropertyWish[]): Promise<void> {
  const from = new Date().toISOString().slice(0, 10);
  const to = new Date(Date.parse(from) + FAR_NIGHTS * 86_400_000).toISOString().slice(0, 10);
  await Promise.allSettled(properties.map(({ id }) => readAvailability(inventoryUrl, id, from, to)));
}

function readBank(file: string, ids: ReadonlySet<string>): BankEntrySeen[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as BankEntrySeen).filter(({ reference }) => ids.has(reference));
}

async function subscriptionsOf(brokers: readonly string[]): Promise<Record<string, readonly string[]>> {
  return withAdmin(brokers, async (admin) => {
    const heard: Record<string, readonly string[]> = {};
    for (const group of consumerGroups) heard[group] = await admin.topicsOf(group);
    return heard;
  });
}

const trafficOf = ({ links }: World): LinkTraffic[] =>
  Object.entries(links.traffic()).map(([link, bytes]) => ({ link, ...bytes }));
