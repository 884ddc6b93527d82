import type { Evidence } from '../evidence/types.ts';

export interface Violation {
  readonly what: string;
  readonly bookingId?: string;
}

/** What a rule looked at, and what was wrong with it. */
export interface Findings {
  readonly checked: number;
  readonly violations: readonly Violation[];
}

/** A promise of invariants.md as a pure function over the evidence of one schedule. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  check(evidence: Evidence): Findings;
}

/** Judges items one by one; a judge answers what is wrong, in words. */
export function judgeEach<T>(
  items: readonly T[],
  judge: (item: T) => readonly string[],
  idOf?: (item: T) => string,
): Findings {
  const violations = items.flatMap((item) =>
    judge(item).map((what) => ({ what, ...(idOf && { bookingId: idOf(item) }) })),
  );
  return { checked: items.length, violations };
}

export const together = (...all: readonly Findings[]): Findings => ({
  checked: all.reduce((sum, { checked }) => sum + checked, 0),
  violations: all.flatMap(({ violations }) => violations),
});
