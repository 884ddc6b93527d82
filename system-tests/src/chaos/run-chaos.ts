import { messageOf, type Talk } from '@wanderluxe/infra';
import { appendToLedger } from './ledger/ledger.ts';
import { failedResult, isClean, resultOf, type ScheduleResult, tableOf } from './report.ts';
import { judge, rules } from './rules/index.ts';
import { runSchedule } from './run-schedule.ts';
import { brokersOf, type FaultKind, faultKindNames } from './schedule/faults.ts';
import { startWorld, type World } from './world/world.ts';

export interface ChaosOptions {
  /** One schedule for each. */
  readonly seeds: readonly number[];
  readonly bookings?: number;
  readonly kinds?: readonly FaultKind[];
  /** Engines side by side, each with servers of its own. */
  readonly workers?: number;
  /** Where the evidence of violations is kept. */
  readonly evidenceFolder: string;
  /** A file to which one line for each schedule is appended. */
  readonly ledger?: string | undefined;
  /** What was mended since these seeds broke a promise; stands in the lines of the ledger. */
  readonly rerunAfter?: string | undefined;
  readonly talk: Talk;
  /** Ends the run after the schedules that are under way. */
  readonly signal?: AbortSignal | undefined;
}

export const DEFAULT_BOOKINGS = 150;

/** Runs schedules on engines of their own, judges each from its evidence, and answers all results by seed. */
export async function runChaos(options: ChaosOptions): Promise<ScheduleResult[]> {
  // An engine has one number of brokers for good: first all that want one, then all that want three.
  const waiting = options.seeds.toSorted((a, b) => brokersOf(a) - brokersOf(b) || a - b);
  const results: ScheduleResult[] = [];
  const workers = Array.from({ length: options.workers ?? 1 }, () => work(options, waiting, results));
  // Every engine is ended before anything is thrown.
  for (const ended of await Promise.allSettled(workers)) if (ended.status === 'rejected') throw ended.reason;
  return results.sort((a, b) => a.seed - b.seed);
}

/** Takes seeds until none is left. */
async function work(options: ChaosOptions, waiting: number[], results: ScheduleResult[]): Promise<void> {
  let world: World | undefined;
  try {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      if (options.signal?.aborted) return;
      if (world && world.brokers.length !== brokersOf(seed)) world = await ended(world, true);
      world ??= await begun(seed, options.talk);
      const result = await runOne(world, seed, options);
      results.push(result);
      options.talk(lineOf(result));
      if (options.ledger) appendToLedger(options.ledger, result, options.rerunAfter);
      // What broke a promise is kept as it is, and the next schedule begins on an engine that is well.
      if (!isClean(result)) world = await ended(world, false);
    }
  } finally {
    if (world) await ended(world, true);
  }
}

/** On a machine that is busy with other things, servers may not come up in time. */
const START_TRIES = 3;

async function begun(seed: number, talk: Talk): Promise<World> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startWorld(brokersOf(seed), talk);
    } catch (error) {
      if (tries === START_TRIES) throw error;
      talk(`the engine did not come up, trying again: ${messageOf(error)}`);
    }
  }
}

async function ended(world: World, clean: boolean): Promise<undefined> {
  await world.stop({ keep: !clean });
}

async function runOne(world: World, seed: number, options: ChaosOptions): Promise<ScheduleResult> {
  const { bookings = DEFAULT_BOOKINGS, kinds = faultKindNames, evidenceFolder, talk } = options;
  const startedAtMs = Date.now();
  try {
    const evidence = await runSchedule(world, { seed, bookings, kinds, talk });
    return resultOf(evidence, judge(evidence), Date.now() - startedAtMs, evidenceFolder);
  } catch (error) {
    const what = `could not be run to its end: ${messageOf(error)}`;
    return failedResult({ seed, brokers: world.brokers.length, tookMs: Date.now() - startedAtMs, what });
  }
}

function lineOf({ seed, brokers, tookMs, faults, bookings, restAfterMs, verdicts }: ScheduleResult): string {
  const broken = verdicts.filter(({ violations }) => violations.length > 0).map(({ rule }) => rule);
  const named = faults.map(({ kind, target }) =>
    /^(service|link|group)/.test(kind) ? `${kind}(${target})` : kind,
  );
  const verdict = broken.length === 0 ? 'clean' : `BROKEN ${broken.join(' ')}`;
  const seconds = Math.round(tookMs / 1000);
  return `seed ${seed}, ${brokers} brokers: ${verdict} in ${seconds} s, at rest after ${restAfterMs} ms; ${named.join(' ')}; ${JSON.stringify(bookings)}`;
}

export const chaosTable = (results: readonly ScheduleResult[]): string =>
  tableOf(results, new Map(rules.map(({ id, title }) => [id, title])));
