import type { Talk } from '@wanderluxe/infra';
import type { ServiceName } from '@wanderluxe/infra/launcher';
import { EFFECT } from '@wanderluxe/runtime';
import { Databases } from '../chaos/evidence/databases.ts';
import { EventReader } from '../chaos/evidence/event.ts';
import { gather } from '../chaos/evidence/gather.ts';
import { waitForRest } from '../chaos/evidence/rest.ts';
import type { Evidence } from '../chaos/evidence/types.ts';
import type { HappenedFault } from '../chaos/faults/storm.ts';
import { resultOf } from '../chaos/report.ts';
import { isDeadLetter } from '../chaos/rules/facts.ts';
import { judge } from '../chaos/rules/index.ts';
import type { World } from '../chaos/world/world.ts';
import { startFailpointWorld } from './failpoint-world.ts';
import { Ground } from './ground.ts';
import { BOUND_MS, type Kill, kill } from './kill.ts';
import { chosen, portsOf, type Target, targetsOf } from './points.ts';
import { attribute, type FailpointReport, isClean } from './report.ts';

export interface FailpointsOptions {
  readonly services: readonly ServiceName[];
  /** Only points whose name contains one of these texts, which have commas between them. */
  readonly only?: string | undefined;
  /** Where the evidence of violations is kept. */
  readonly evidenceFolder: string;
  readonly talk: Talk;
  /** Ends the run after the kills that are under way. */
  readonly signal?: AbortSignal;
}

/** Kills every service at each of its failpoints, one after the other and all services side by side, and judges what is left. */
export async function runFailpoints(options: FailpointsOptions): Promise<FailpointReport> {
  const { services, only, talk } = options;
  const startedAtMs = Date.now();
  const world = await startFailpointWorld(talk);
  let report: FailpointReport | undefined;
  try {
    const ground = await Ground.at(world);
    const runTag = startedAtMs.toString(36);
    const lanes = services.map((service) => chosen(targetsOf(service), ({ point }) => point, only));
    const total = lanes.flat().length;
    let done = 0;
    const lane = async (targets: readonly Target[]): Promise<Kill[]> => {
      const kills: Kill[] = [];
      for (const target of targets) {
        if (options.signal?.aborted) break;
        const tag = `${runTag}-${target.service}-${`${kills.length}`.padStart(3, '0')}`;
        const one = await kill(ground, target, tag);
        kills.push(one);
        done += 1;
        talk(`${done}/${total} ${lineOf(one)}`);
      }
      return kills;
    };
    const kills = (await Promise.all(lanes.map(lane))).flat();
    const evidence = await evidenceOf(world, ground, kills, startedAtMs);
    await ground.close();
    report = reportOf(options, kills, evidence, Date.now() - startedAtMs);
    return report;
  } finally {
    await world.stop({ keep: report === undefined || !isClean(report) });
  }
}

/** From then on it is told what was waited for. */
const SLOW_MS = 8_000;

function lineOf({ round, diedAtMs, upAtMs, restAfterMs, restTrail, problems }: Kill): string {
  const { point, moment } = round.target;
  const up = `up after ${(upAtMs ?? 0) - (diedAtMs ?? 0)} ms`;
  const slowly = (restAfterMs ?? 0) > SLOW_MS ? ` (${[up, ...restTrail].join('; ')})` : '';
  const how = diedAtMs === null ? 'never reached' : `at rest after ${restAfterMs} ms${slowly}`;
  return [`${point}:${moment}`, problems.length === 0 ? how : problems.join('; ')].join(': ');
}

/** Everything that is left of all the rounds; the bookings that were made to fail have dead letters, as they must. */
async function evidenceOf(
  world: World,
  ground: Ground,
  kills: readonly Kill[],
  startedAtMs: number,
): Promise<Evidence> {
  const databases = await Databases.open(world.direct.mongoUri);
  try {
    const reader = await EventReader.open(world.direct.registryUrl);
    const properties = kills.flatMap(({ round }) => round.properties);
    const wishes = kills.flatMap(({ round }) => round.wishes);
    const fromMs = Date.now();
    const propertyIds = properties.map(({ id }) => id);
    const rest = await waitForRest(world, databases, { propertyIds, fromMs, boundMs: BOUND_MS });
    const bookingIds = new Set(wishes.map(({ bookingId }) => bookingId));
    const scope = { properties, bookingIds, poisonIds: new Set<string>() };
    const { records, ...gathered } = await gather(world, { databases, reader }, scope);
    const asides = new Set(kills.map(({ round }) => round.aside.id));
    return {
      ...{ seed: 0, brokers: world.brokers.length, engineFolder: world.settings.folder },
      ...{ startedAtMs, healedAtMs: fromMs, boundFromMs: fromMs, boundMs: BOUND_MS },
      ...{ restAtMs: rest.atMs, unrest: rest.unrest, restTrail: rest.trail },
      ...{
        faults: kills.flatMap((one) => faultOf(one, startedAtMs)),
        unexpectedEnds: world.unexpectedEnds(),
        gatewayStarts: world.processes.gateway.lives.map((life) => ({ ...life })),
      },
      ...{
        properties,
        wishes,
        calls: ground.clients.calls,
        ...gathered,
        poisons: [],
        offsets: [],
        redelivery: null,
      },
      records: records.filter((record) => !(isDeadLetter(record) && asides.has(record.key ?? ''))),
    };
  } finally {
    await databases.close();
  }
}

function faultOf({ round, diedAtMs, upAtMs }: Kill, sinceMs: number): HappenedFault[] {
  if (diedAtMs === null || upAtMs === null) return [];
  const { service, point, moment } = round.target;
  const times = { startMs: diedAtMs - sinceMs, durationMs: upAtMs - diedAtMs };
  return [
    {
      ...{ kind: 'service-kill', target: service, amount: 0, ...times },
      ...{ startedAtMs: diedAtMs, endedAtMs: upAtMs, seen: `died at ${point}:${moment}`, failure: null },
    },
  ];
}

function reportOf(
  { services, evidenceFolder }: FailpointsOptions,
  kills: readonly Kill[],
  evidence: Evidence,
  tookMs: number,
): FailpointReport {
  const verdicts = judge(evidence);
  const result = resultOf(evidence, verdicts, tookMs, evidenceFolder);
  const methods = services.flatMap((service) =>
    portsOf[service].flatMap((port) => Object.values(port.methods)),
  );
  return {
    tookMs,
    ...attribute(kills, verdicts),
    withoutEffect: methods.filter((decision) => decision !== EFFECT).length,
    bookings: result.bookings,
    evidence: result.evidence,
  };
}
