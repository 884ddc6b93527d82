import { createHash } from 'node:crypto';
import type { SeedResult } from './result.ts';

/** All seeds together. */
export interface Summary {
  readonly seed: number;
  readonly seeds: number;
  readonly tookMs: number;
  readonly bookings: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly calls: number;
  /** Of every seed's hash, in the order of the seeds. */
  readonly hash: string;
  /** Seeds that broke a promise, with what was broken. */
  readonly broken: readonly Pick<SeedResult, 'seed' | 'violations'>[];
}

function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function summaryOf(seed: number, unordered: readonly SeedResult[], tookMs: number): Summary {
  const results = [...unordered].sort((a, b) => a.seed - b.seed);
  const sum = (field: 'bookings' | 'steps' | 'calls'): number =>
    results.reduce((all, result) => all + result[field], 0);
  const hash = createHash('sha256')
    .update(results.map((result) => result.hash).join())
    .digest('hex');
  return {
    ...{ seed, seeds: results.length, tookMs, bookings: sum('bookings') },
    outcomes: added(results.map(({ outcomes }) => outcomes)),
    faults: added(results.map(({ faults }) => faults)),
    ...{ steps: sum('steps'), calls: sum('calls'), hash: hash.slice(0, 16) },
    broken: results
      .filter(({ violations }) => violations.length > 0)
      .map(({ seed: own, violations }) => ({ seed: own, violations })),
  };
}

const SHOWN_SEEDS = 10;
const SHOWN_VIOLATIONS = 5;

const inWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

export function tableOf(summary: Summary): string {
  const { seeds, seed, tookMs, bookings, outcomes, faults, steps, calls, hash, broken } = summary;
  const total = Object.values(faults).reduce((all, count) => all + count, 0);
  return [
    `seeds      ${seeds}, from ${seed} on, in ${(tookMs / 1_000).toFixed(1)} s`,
    `bookings   ${bookings}: ${inWords(outcomes)}`,
    `faults     ${total}: ${inWords(faults)}`,
    `calls      ${calls} between processes and their servers, ${steps} steps`,
    `hash       ${hash}`,
    `violations ${broken.length === 0 ? 'none' : `in ${broken.length} seeds`}`,
    ...broken.slice(0, SHOWN_SEEDS).flatMap(brokenLines),
  ].join('\n');
}

export const replayOf = (seed: number): string => `./wanderluxe simulate --seeds 1 --seed ${seed} --trace`;

function brokenLines({ seed, violations }: Summary['broken'][number]): string[] {
  const shown = violations
    .slice(0, SHOWN_VIOLATIONS)
    .map(({ rule, bookingId, what }) => `  ${rule} ${bookingId ?? ''} ${what}`);
  return [`seed ${seed}: ${violations.length} violations; again with ${replayOf(seed)}`, ...shown];
}
