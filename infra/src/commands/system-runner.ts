import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitStatus } from '../errors.ts';
import { repositoryRoot } from '../paths.ts';

/**
 * Runs a tool of the system tests and ends as it ends: such tools drive the whole engine, which nothing under infra may
 * import. SIGINT reaches the tool too, and SIGTERM is handed on to it: it then ends what it started, and this process only
 * waits for it.
 */
export async function runSystemTool(file: string, args: readonly string[]): Promise<void> {
  const tool = join(repositoryRoot, 'system-tests', 'src', file);
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  const child = spawn(process.execPath, [tool, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  const terminate = (): boolean => child.kill('SIGTERM');
  process.on('SIGTERM', terminate);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    process.exitCode = code ?? exitStatus.failed;
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', terminate);
  }
}
