import type { Talk } from '@wanderluxe/infra';
import { isClean, resultOf, type ScheduleResult, tableOf } from './report.ts';
import { judge, rules } from './rules/index.ts';
import { runSchedule } from './run-schedule.ts';
import { type FaultKind, faultKindNames } from './schedule/faults.ts';
import { startWorld } from './world/world.ts';

export interface ChaosOptions {
  readonly schedules: number;
  /** The first schedule's seed; the next one's is one more. */
  readonly seed: number;
  readonly bookings?: number;
  readonly kinds?: readonly FaultKind[];
  /** Where the evidence of violations is kept. */
  readonly evidenceFolder: string;
  readonly talk: Talk;
  /** Ends the run after the schedule that is under way. */
  readonly signal?: AbortSignal;
}

const DEFAULT_BOOKINGS = 300;

/** Runs schedules one after the other on one engine of their own, and judges each from its evidence. */
export async function runChaos(options: ChaosOptions): Promise<ScheduleResult[]> {
  const { talk, bookings = DEFAULT_BOOKINGS, kinds = faultKindNames } = options;
  const world = await startWorld(talk);
  const results: ScheduleResult[] = [];
  try {
    for (let run = 0; run < options.schedules && !options.signal?.aborted; run += 1) {
      const seed = options.seed + run;
      const startedAtMs = Date.now();
      const evidence = await runSchedule(world, { seed, bookings, kinds });
      const result = resultOf(evidence, judge(evidence), Date.now() - startedAtMs, options.evidenceFolder);
      results.push(result);
      talk(lineOf(result));
    }
    return results;
  } finally {
    await world.stop({ keep: !results.every(isClean) });
  }
}

function lineOf({ seed, tookMs, faults, bookings, restAfterMs, verdicts }: ScheduleResult): string {
  const broken = verdicts.filter(({ violations }) => violations.length > 0).map(({ rule }) => rule);
  const named = faults.map(({ kind, target }) =>
    kind.startsWith('service') || kind.startsWith('link') ? `${kind}(${target})` : kind,
  );
  return `seed ${seed}: ${broken.length === 0 ? 'clean' : `BROKEN ${broken.join(' ')}`} in ${Math.round(tookMs / 1000)} s, at rest after ${restAfterMs} ms; ${named.join(' ')}; ${JSON.stringify(bookings)}`;
}

export const chaosTable = (results: readonly ScheduleResult[]): string =>
  tableOf(results, new Map(rules.map(({ id, title }) => [id, title])));
