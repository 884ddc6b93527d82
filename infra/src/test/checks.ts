import { join } from 'node:path';
import type { WorkspacePackage } from './packages.ts';
import type { Step } from './run-step.ts';

const CHECK_TIMEOUT_MS = 300_000;
const SUITE_TIMEOUT_MS = 3_000_000;
/** For what a suite left open to close by itself. */
const SUITE_GRACE_MS = 30_000;

/** Scripts that are run as checks wherever a package has them, and all that begin with "check". */
const checkScripts = new Set(['lint', 'typecheck']);
const isCheck = (script: string): boolean => checkScripts.has(script) || script.startsWith('check');

/** Lint, types, and whatever else packages declare as `check...` scripts: generated files, dependency direction. */
export function checkSteps(packages: readonly WorkspacePackage[], logs: string): Step[] {
  return packages.flatMap((own) =>
    own.scripts
      // The root's typecheck is all the others once more.
      .filter((script) => isCheck(script) && !(script === 'typecheck' && own.scripts.includes('lint')))
      .map((script) => ({
        name: `${script} ${own.name}`,
        command: 'pnpm',
        args: ['--dir', own.folder, 'run', script],
        timeoutMs: CHECK_TIMEOUT_MS,
        log: join(logs, `${script}-${own.name.replaceAll('/', '-')}.log`.replaceAll(':', '-')),
      })),
  );
}

/** Bundles every service. */
export const buildStep = (logs: string): Step => ({
  name: 'build',
  command: 'pnpm',
  args: ['exec', 'turbo', 'run', 'build', '--ui=stream'],
  env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  timeoutMs: CHECK_TIMEOUT_MS,
  log: join(logs, 'build.log'),
});

/** One package's mocha run; its reporter writes the counts to `tally`. */
export function suiteStep(
  own: WorkspacePackage,
  env: Record<string, string>,
  tally: string,
  grep?: string,
): Step {
  return {
    name: `test ${own.name}`,
    command: 'pnpm',
    args: [
      ...['--dir', own.folder, 'run', 'test'],
      ...['--reporter', '@wanderluxe/testkit/reporter'],
      ...(grep ? ['--grep', grep] : []),
    ],
    env: { ...env, WANDERLUXE_TEST_TALLY: tally },
    timeoutMs: SUITE_TIMEOUT_MS,
    done: { file: tally, graceMs: SUITE_GRACE_MS },
  };
}
