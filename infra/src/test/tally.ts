import { readFileSync } from 'node:fs';
import type { StepResult } from './run-step.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export const none: Counts = { passed: 0, failed: 0 };

export const add = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
});

/** A check is one test: it holds or it does not. */
export const countCheck = ({ ok }: StepResult): Counts => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });

function readLines(file: string): Counts[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Counts);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * The counts of one mocha run, from the file that its reporter wrote. A run that ended badly without a failed test
 * (a file that does not load, a process that does not end) is one failure more.
 */
export function countSuite(file: string, result: StepResult): Counts {
  const counts = readLines(file).reduce(add, none);
  return result.ok || counts.failed > 0 ? counts : add(counts, { passed: 0, failed: 1 });
}

/** The closing line, which other tools read. */
export const closingLine = ({ passed, failed }: Counts): string => `${passed} passed, ${failed} failed`;
