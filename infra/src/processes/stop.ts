import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './identity.ts';

const POLL_MS = 50;
const KILL_DEADLINE_MS = 10_000;

function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function goneWithin(target: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (isRunning(target)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

export type StopResult = 'was not running' | 'stopped' | 'killed' | 'could not be stopped';

/**
 * Ends a process: SIGTERM, then SIGKILL when `deadlineMs` have passed. Never signals another process, even when
 * the pid has been given away since.
 */
export async function stopProcess(target: ProcessIdentity, deadlineMs: number): Promise<StopResult> {
  if (!isRunning(target)) return 'was not running';
  signal(target, 'SIGTERM');
  if (await goneWithin(target, deadlineMs)) return 'stopped';
  signal(target, 'SIGKILL');
  return (await goneWithin(target, KILL_DEADLINE_MS)) ? 'killed' : 'could not be stopped';
}
