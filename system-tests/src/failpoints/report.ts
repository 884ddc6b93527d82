import type { Verdict } from '../chaos/rules/index.ts';
import type { Kill } from './kill.ts';

/** What one kill came to. */
export interface KillResult {
  readonly point: string;
  readonly moment: 'before' | 'after';
  readonly reached: boolean;
  /** From the death until all around it was at rest. */
  readonly restAfterMs: number | null;
  /** What went wrong, with the rule that found it; nothing when it was survived. */
  readonly problems: readonly string[];
}

export interface FailpointReport {
  readonly tookMs: number;
  readonly kills: readonly KillResult[];
  /** Methods of ports that are no failpoints, each with its reason. */
  readonly withoutEffect: number;
  readonly bookings: Readonly<Record<string, number>>;
  /** Violations that concern no single kill. */
  readonly others: readonly string[];
  /** Where the whole evidence lies, when a rule was broken. */
  readonly evidence: string | null;
}

const isOf = (tag: string, { what, bookingId }: Verdict['violations'][number]): boolean =>
  bookingId?.startsWith(`${tag}-`) || what.includes(tag);

/** Each violation belongs to the kill whose booking or property it names. */
export function attribute(
  kills: readonly Kill[],
  verdicts: readonly Verdict[],
): { kills: KillResult[]; others: string[] } {
  const violations = verdicts.flatMap(({ rule, violations: all }) =>
    all.map((violation) => ({ violation, text: `${rule} ${violation.bookingId ?? ''} ${violation.what}` })),
  );
  const results = kills.map(({ round, diedAtMs, restAfterMs, problems }): KillResult => {
    const { point, moment } = round.target;
    const own = violations.filter(({ violation }) => isOf(round.tag, violation)).map(({ text }) => text);
    return { point, moment, reached: diedAtMs !== null, restAfterMs, problems: [...problems, ...own] };
  });
  const others = violations.filter(({ violation }) => !kills.some(({ round }) => isOf(round.tag, violation)));
  return { kills: results, others: others.map(({ text }) => text) };
}

export const isSurvived = ({ reached, restAfterMs, problems }: KillResult): boolean =>
  reached && restAfterMs !== null && problems.length === 0;

export const isClean = ({ kills, others }: FailpointReport): boolean =>
  kills.length > 0 && kills.every(isSurvived) && others.length === 0;
