import { setTimeout as sleep } from 'node:timers/promises';
import type { Talk } from '@wanderluxe/infra';
import type { Summary } from '@wanderluxe/infra/demo';
import { AlertLog, type SeenAlert } from './alert-log.ts';
import type { Fault } from './fault.ts';
import { Operator } from './operator.ts';
import { recoveredAtMs } from './recovery.ts';
import type { AlertTimes, FaultResult } from './result.ts';
import { Traffic } from './traffic.ts';
import { everySecond, until } from './wait.ts';
import { startWorld, type World } from './world.ts';

/** Prometheus has seen the load in three scrapes. */
const CALM_MS = 45_000;
const FIRES_WITHIN_MS = 360_000;
const RECOVERS_WITHIN_MS = 180_000;
const RESOLVES_WITHIN_MS = 180_000;

interface Options {
  /** Bookings a second. */
  readonly rate: number;
  readonly talk: Talk;
  /** Aborted: the drill ends with an error, and leaves nothing running. */
  readonly signal: AbortSignal;
}

/** One fault on an engine of its own, from the load before it to the books after it. */
export async function runFault(fault: Fault, options: Options): Promise<FaultResult> {
  const world = await startWorld(options.talk);
  const watching = new AbortController();
  const alerts = new AlertLog();
  const watched = everySecond(watching.signal, () => look(world, alerts));
  try {
    const traffic = await Traffic.start(world.settings, options.rate);
    return await new Drill({ fault, world, alerts, traffic, ...options }).run();
  } finally {
    watching.abort();
    await watched;
    await world.stop();
  }
}

/** Prometheus is not what fails in a drill: an answer that is late is only looked for again. */
async function look({ prometheus }: World, alerts: AlertLog): Promise<void> {
  const active = await prometheus.alerts().catch(() => null);
  if (active) alerts.see(active, Date.now());
}

interface Scene extends Options {
  readonly fault: Fault;
  readonly world: World;
  readonly alerts: AlertLog;
  readonly traffic: Traffic;
}

const seconds = (ms: number): number => Math.round(ms / 1_000);

class Drill {
  readonly #scene: Scene;
  readonly #operator: Operator;
  #faultAtMs = 0;
  #remedyAtMs = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#operator = new Operator(scene.world.commandEnv, [scene.world.settings.folder]);
  }

  async run(): Promise<FaultResult> {
    await this.#breakIt();
    await this.#followTheRunbook();
    const recovered = await this.#recovered();
    await this.#alertEnds();
    this.#tell('asking again for what was not taken, and waiting for all outcomes');
    const askedAgain = this.#scene.traffic.untaken;
    return this.#result(recovered, { ...bookingsOf(await this.#scene.traffic.finish()), askedAgain });
  }

  async #breakIt(): Promise<void> {
    const { fault, world, signal } = this.#scene;
    await fault.prepare?.(world);
    this.#tell(`calm for ${CALM_MS / 1_000} s`);
    await sleep(CALM_MS, undefined, { signal });
    this.#faultAtMs = Date.now();
    await fault.inject(world);
    this.#tell(`${fault.done}; waiting for ${fault.alert}`);
  }

  async #followTheRunbook(): Promise<void> {
    const { fault, world, alerts, signal } = this.#scene;
    await until({ withinMs: FIRES_WITHIN_MS, what: `${fault.alert} to fire`, signal }, async () =>
      alerts.fired(fault.alert) ? null : 'it does not',
    );
    this.#tell(`${fault.alert} fires after ${this.#since(Date.now())} s; following ${fault.runbook}`);
    await fault.follow(world, this.#operator);
    this.#remedyAtMs = this.#operator.remedyAtMs ?? Date.now();
  }

  /** When both the runbook and the backlog say so, in epoch milliseconds. */
  async #recovered(): Promise<number> {
    const { fault, world, traffic, rate, signal } = this.#scene;
    const wait = { withinMs: RECOVERS_WITHIN_MS, signal };
    await until({ ...wait, what: 'the runbook to say that it is over' }, () =>
      fault.notOver(world, this.#operator),
    );
    const overAtMs = Date.now();
    const when = { faultAtMs: this.#faultAtMs, fromMs: this.#remedyAtMs, rate };
    const workedOff = () => recoveredAtMs(traffic.levels, when);
    await until({ ...wait, what: 'the backlog to be worked off' }, async () =>
      workedOff() === null ? `${traffic.levels.at(-1)?.underWay} bookings are under way` : null,
    );
    const atMs = Math.max(overAtMs, workedOff() ?? 0);
    this.#tell(`recovered after ${this.#since(atMs)} s`);
    return atMs;
  }

  async #alertEnds(): Promise<void> {
    const { fault, alerts, signal } = this.#scene;
    if (fault.alertOutlives !== undefined) return;
    await until({ withinMs: RESOLVES_WITHIN_MS, what: `${fault.alert} to end`, signal }, async () =>
      alerts.isFiring(fault.alert) ? 'it fires' : null,
    );
  }

  #result(recoveredMs: number, bookings: FaultResult['bookings']): FaultResult {
    const { fault, alerts, rate } = this.#scene;
    const since = (atMs: number): number => this.#since(atMs);
    return {
      ...{ name: fault.name, atUtc: new Date(this.#faultAtMs).toISOString(), rate },
      ...alertsOf(fault.alert, alerts.seen, since),
      steps: this.#operator.steps.map(({ atMs, ...step }) => ({ ...step, afterS: since(atMs) })),
      ...{ remedyAfterS: since(this.#remedyAtMs), recoveredAfterS: since(recoveredMs), bookings },
    };
  }

  readonly #since = (atMs: number): number => seconds(atMs - this.#faultAtMs);

  #tell(text: string): void {
    this.#scene.talk(`${this.#scene.fault.name}: ${text}`);
  }
}

function alertsOf(
  expected: string,
  seen: readonly SeenAlert[],
  since: (atMs: number) => number,
): Pick<FaultResult, 'alert' | 'beside'> {
  const fired = seen
    .filter(({ firingAtMs }) => firingAtMs !== null)
    .map(({ alert, of, pendingAtMs, firingAtMs, resolvedAtMs }) => ({
      ...{ alert, of, pendingAfterS: since(pendingAtMs) },
      firingAfterS: firingAtMs && since(firingAtMs),
      resolvedAfterS: resolvedAtMs && since(resolvedAtMs),
    }));
  const ours = fired.find(({ alert }) => alert === expected) as AlertTimes;
  return { alert: ours, beside: fired.filter((one) => one !== ours) };
}

const bookingsOf = (summary: Summary) => ({
  accepted: summary.accepted,
  refused: summary.refused,
  confirmed: summary.confirmed,
  failed: summary.failed,
  unsettled: summary.unsettled,
  oversoldNights: summary.oversold,
  moneyMismatches: summary.moneyMismatches,
  unbalancedNights: summary.unbalancedNights,
});
