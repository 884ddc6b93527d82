import { setTimeout as sleep } from 'node:timers/promises';
import type { Evidence, Redelivery } from '../chaos/evidence/types.ts';
import { Clients } from '../chaos/load/clients.ts';
import { type LoadPlan, planLoad } from '../chaos/load/requests.ts';
import { judge, type Verdict } from '../chaos/rules/index.ts';
import { type Random, randomOf } from '../chaos/schedule/random.ts';
import { evidenceOf } from './evidence.ts';
import { inject, rewind, type Theatre, thawAll } from './faults/inject.ts';
import { drawFaults, type PlannedFault } from './faults/kinds.ts';
import { stateOf } from './redelivery.ts';
import { waitForRest } from './rest.ts';
import { within } from './time/sandbox.ts';
import { VirtualTime } from './time/virtual-time.ts';
import { Trace } from './trace.ts';
import { GOOD_MANNERS } from './world/bank.ts';
import { SimulatedCalls } from './world/clients.ts';
import { Engine, everyService } from './world/engine.ts';
import { Ground } from './world/ground.ts';
import { consuming, Servers } from './world/servers.ts';
import { drawTuning } from './world/tuning.ts';

/** Every simulation begins at this moment. */
const START_MS = Date.UTC(2026, 2, 1);
const BOOKINGS = 60;
const LOAD_MS = 8_000;
/** Most properties are not split. */
const BUCKETS = [1, 1, 1, 2, 3] as const;
const SCARCITY = { properties: 3, nights: 6, maxRooms: 4, hotBuckets: 1 };
/** From the last fault's end until everything has its outcome. */
const BOUND_MS = 120_000;
/** Longer than what is on its way takes. */
const SETTLE_MS = 1_500;
const CLIENT_PATIENCE_MS = 30_000;
/** More than any run needs: one that goes on for ever ends here. */
const MAX_STEPS = 3_000_000;

export interface Simulation {
  readonly seed: number;
  readonly faults: readonly PlannedFault[];
  readonly steps: number;
  /** Calls of processes to what is outside of them. */
  readonly calls: number;
  /** Of everything that happened, and when. */
  readonly traceHash: string;
  readonly trace: readonly string[] | undefined;
  readonly evidence: Evidence;
  readonly verdicts: readonly Verdict[];
}

/** Runs the engine for one seed: the same seed is the same run, step by step. */
export async function simulate(seed: number, options: { keepTrace?: boolean } = {}): Promise<Simulation> {
  const random = randomOf(seed);
  const stream = (): Random => randomOf(random.between(0, 2 ** 31));
  const [ofPlan, ofWorld, ofEngine] = [stream(), stream(), stream()];
  const time = new VirtualTime(START_MS);
  const trace = new Trace({ keepLines: options.keepTrace ?? false });
  return within({ time, random: ofEngine }, async () => {
    const ground = new Ground(time, ofWorld, trace);
    const story = new Story(seed, ground, ofPlan);
    let isOver = false;
    const told = story.tell().finally(() => {
      isOver = true;
    });
    await Promise.race([time.drive(() => isOver, MAX_STEPS), told]);
    const evidence = await told;
    const { steps } = time;
    return {
      ...{ seed, faults: story.faults, steps, calls: trace.count, evidence },
      verdicts: judge(evidence),
      ...{ traceHash: trace.hash, trace: trace.lines },
    };
  });
}

/** What happens in one simulation, from the first booking to the last look. */
class Story {
  readonly #seed: number;
  readonly #ground: Ground;
  readonly #theatre: Theatre;
  readonly #plan: LoadPlan;
  readonly #random: Random;
  readonly faults: readonly PlannedFault[];

  constructor(seed: number, ground: Ground, random: Random) {
    this.#seed = seed;
    this.#ground = ground;
    this.#random = random;
    const servers = new Servers();
    const engine = new Engine(ground, servers, drawTuning(random));
    this.#theatre = { ground, servers, engine };
    const today = new Date(START_MS).toISOString().slice(0, 10);
    const load = { tag: `${seed}`, bookings: BOOKINGS, forMs: LOAD_MS, today, scarcity: SCARCITY };
    this.#plan = planLoad(random, load);
    this.faults = drawFaults(random, { forMs: LOAD_MS });
  }

  async tell(): Promise<Evidence> {
    const { servers, engine } = this.#theatre;
    const { properties, wishes } = this.#plan;
    const split = properties.map((property) => ({ ...property, buckets: this.#random.pick(BUCKETS) }));
    await servers.properties.setCapacities(split);
    for (const service of everyService) for (const _ of [1, 2]) engine.start(service);
    const clients = new Clients(new SimulatedCalls(engine, this.#ground));
    const served = wishes.map(async (wish) => {
      await sleep(wish.atMs);
      await clients.serve(wish);
    });
    const faults = await Promise.all(this.faults.map((fault) => this.#happen(fault)));
    this.#healAll();
    const healedAtMs = Date.now();
    clients.giveUpAt(Date.now() + CLIENT_PATIENCE_MS);
    await Promise.all(served);
    const boundFromMs = Date.now();
    // What a process had in hand when it was halted is on its way again.
    await sleep(SETTLE_MS);
    const rest = await waitForRest(servers, BOUND_MS);
    const evidence = {
      ...{ seed: this.#seed, brokers: 1, engineFolder: '', startedAtMs: START_MS, healedAtMs, boundFromMs },
      ...{ restAtMs: rest.atMs, boundMs: BOUND_MS, unrest: rest.unrest, restTrail: [] },
      ...{
        faults,
        unexpectedEnds: [],
        gatewayStarts: engine.gatewayStarts,
        properties,
        wishes,
        calls: clients.calls,
      },
      ...(await evidenceOf(servers)),
      ...{ poisons: [], offsets: [], subscriptions: {}, traffic: [] },
    };
    return { ...evidence, redelivery: rest.atMs === null ? null : await this.#redeliver() };
  }

  /** Everything that was ever said is delivered once more: what is stored must not change by it. */
  async #redeliver(): Promise<Redelivery> {
    const { servers } = this.#theatre;
    const before = stateOf(servers);
    this.#note('everything is delivered again');
    for (const service of consuming) rewind(this.#theatre, service, Number.POSITIVE_INFINITY);
    const { unrest } = await waitForRest(servers, BOUND_MS);
    return { before, after: stateOf(servers), unrest };
  }

  async #happen(fault: PlannedFault) {
    await sleep(fault.startMs);
    const startedAtMs = Date.now();
    this.#note(`${fault.kind} ${fault.target} begins`);
    const heal = inject(this.#theatre, fault);
    await sleep(fault.durationMs);
    heal();
    this.#note(`${fault.kind} ${fault.target} ends`);
    return { ...fault, startedAtMs, endedAtMs: Date.now(), seen: null, failure: null };
  }

  #healAll(): void {
    this.#ground.conditions.clear();
    this.#theatre.servers.bankManners = GOOD_MANNERS;
    thawAll(this.#theatre);
  }

  #note(what: string): void {
    this.#ground.trace.note(this.#ground.time.exactNowMs, 'world', what);
  }
}
