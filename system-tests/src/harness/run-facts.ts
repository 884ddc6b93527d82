import { execFileSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';

/** What evidence says of the run that it comes from. */
export interface RunFacts {
  /** Of the engine that was run; with "+" when files other than documents were changed since. */
  readonly commit: string;
  readonly at: string;
  readonly cores: number;
  /** Processes that wanted to run on the machine in the last minute. */
  readonly load: number;
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', cwd: import.meta.dirname }).trim();

export const runFacts = (): RunFacts => ({
  commit: `${git('rev-parse', '--short=10', 'HEAD')}${git('status', '--porcelain', '-uno', '--', ':(top,exclude)docs') ? '+' : ''}`,
  at: new Date().toISOString(),
  cores: availableParallelism(),
  load: Math.round(loadavg()[0] ?? 0),
});
