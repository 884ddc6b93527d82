import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from './evidence/types.ts';
import { acceptedIds } from './rules/facts.ts';
import type { Verdict } from './rules/index.ts';

/** What one schedule came to. */
export interface ScheduleResult {
  readonly seed: number;
  readonly brokers: number;
  readonly tookMs: number;
  readonly faults: readonly {
    readonly kind: string;
    readonly target: string;
    readonly startMs: number;
    readonly durationMs: number;
    readonly amount: number;
    readonly seen: string | null;
    readonly failure: string | null;
  }[];
  readonly bookings: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
  /** From the last heal or the last acceptance, whichever is later. */
  readonly restAfterMs: number | null;
  readonly restTrail: readonly string[];
  /** Processes that ended by themselves, to be started again. */
  readonly unexpectedEnds: readonly { readonly name: string; readonly lastLine: string }[];
  readonly verdicts: readonly {
    readonly rule: string;
    readonly checked: number;
    readonly violations: Verdict['violations'];
  }[];
  /** Where the whole evidence lies, when there was a violation. */
  readonly evidence: string | null;
}

const counted = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]).sort());

export const isClean = ({ verdicts }: Pick<ScheduleResult, 'verdicts'>): boolean =>
  verdicts.every(({ violations }) => violations.length === 0);

export function resultOf(
  evidence: Evidence,
  verdicts: readonly Verdict[],
  tookMs: number,
  folder: string,
): ScheduleResult {
  const { seed, brokers, faults, bookings, calls, restAtMs, boundFromMs, unexpectedEnds } = evidence;
  const clean = isClean({ verdicts });
  return {
    seed,
    brokers,
    tookMs,
    faults: faults.map(({ kind, target, startMs, durationMs, amount, seen, failure }) => ({
      ...{ kind, target, startMs, durationMs, amount, seen, failure },
    })),
    bookings: { accepted: acceptedIds(evidence).size, ...counted(bookings.map(({ status }) => status)) },
    calls: counted(
      calls.map(({ what, status, code, error }) => `${what} ${status ?? error}${code ? ` ${code}` : ''}`),
    ),
    restAfterMs: restAtMs === null ? null : restAtMs - boundFromMs,
    restTrail: evidence.restTrail,
    unexpectedEnds: unexpectedEnds.map(({ name, logTail }) => ({
      name,
      lastLine: logTail.trimEnd().split('\n').at(-1) ?? '',
    })),
    verdicts: verdicts.map(({ rule, checked, violations }) => ({ rule, checked, violations })),
    evidence: clean ? null : keepEvidence(evidence, verdicts, folder),
  };
}

/** A schedule that gave no evidence to judge is no schedule survived. */
export function failedResult(
  run: Pick<ScheduleResult, 'seed' | 'brokers' | 'tookMs'> & { readonly what: string },
): ScheduleResult {
  const { what, ...rest } = run;
  const verdict = { rule: 'P1', checked: 1, violations: [{ what }] };
  return {
    ...{ ...rest, faults: [], bookings: {}, calls: {}, restAfterMs: null, restTrail: [], unexpectedEnds: [] },
    ...{ verdicts: [verdict], evidence: null },
  };
}

/** Everything of a schedule that broke a promise: the violations by themselves, and the whole evidence. */
function keepEvidence(evidence: Evidence, verdicts: readonly Verdict[], folder: string): string {
  const own = join(folder, `seed-${evidence.seed}`);
  mkdirSync(own, { recursive: true });
  const broken = verdicts.filter(({ violations }) => violations.length > 0);
  const ids = new Set(
    broken.flatMap(({ violations }) => violations.flatMap(({ bookingId }) => bookingId ?? [])),
  );
  const offending = [...ids].slice(0, 100).map((id) => ({
    id,
    wish: evidence.wishes.find(({ bookingId }) => bookingId === id),
    calls: evidence.calls.filter(({ bookingId }) => bookingId === id),
    booking: evidence.bookings.find((row) => row.id === id),
    reservation: evidence.reservations.find((row) => row.id === id),
    payment: evidence.payments.find((row) => row.id === id),
    bank: evidence.bank.filter(({ reference }) => reference === id),
    records: evidence.records.filter(({ event }) => event?.bookingId === id),
  }));
  const { seed, engineFolder, startedAtMs, healedAtMs, boundFromMs, restAtMs, faults } = evidence;
  const summary = {
    seed,
    engineFolder,
    startedAtMs,
    healedAtMs,
    boundFromMs,
    restAtMs,
    faults,
    violations: broken,
    offending,
  };
  writeFileSync(join(own, 'violations.json'), `${JSON.stringify(summary, null, 1)}\n`);
  writeFileSync(join(own, 'evidence.json'), JSON.stringify(evidence));
  return own;
}

const SHOWN_VIOLATIONS = 5;

/** One line a rule over all schedules, then what is wrong. */
export function tableOf(results: readonly ScheduleResult[], titles: ReadonlyMap<string, string>): string {
  const lines = [...titles].map(([rule, title]) => {
    const verdicts = results.flatMap((result) => result.verdicts.filter((verdict) => verdict.rule === rule));
    const checked = verdicts.reduce((sum, verdict) => sum + verdict.checked, 0);
    const broken = verdicts.reduce((sum, { violations }) => sum + violations.length, 0);
    return `${rule.padEnd(4)} ${`${checked}`.padStart(8)} ${`${broken}`.padStart(10)}  ${title}`;
  });
  const wrong = results.filter((result) => !isClean(result)).flatMap(wrongLines);
  return [`rule  checked violations  promise`, ...lines, ...wrong].join('\n');
}

function wrongLines({ seed, verdicts, evidence }: ScheduleResult): string[] {
  const found = verdicts.flatMap(({ rule, violations }) =>
    violations
      .slice(0, SHOWN_VIOLATIONS)
      .map(({ what, bookingId }) => `  ${rule} ${bookingId ?? ''} ${what}`),
  );
  const again = `to run it again: ./wanderluxe chaos --schedules 1 --seed ${seed}`;
  return [`seed ${seed}: evidence in ${evidence}; ${again}`, ...found];
}
