import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Talk } from '../talk.ts';
import { identify, isRunning, type ProcessIdentity } from './identity.ts';

const POLL_MS = 200;

function holderOf(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
}

/** The link appears whole or not at all, so a lock file always names its holder. */
function tryTake(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify(process.pid)));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function clearIfAbandoned(path: string): void {
  const holder = holderOf(path);
  if (!holder || isRunning(holder)) return;
  // Renaming first: of several waiters only one gets the file, and what it got is looked at again.
  const aside = `${path}.${process.pid}.abandoned`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = holderOf(aside);
  if (taken && isRunning(taken)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

/** Runs `work` while no other process holds `path`. A lock left behind by a process that ended does not count. */
export async function withLock<T>(path: string, talk: Talk, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !tryTake(path); ) {
    clearIfAbandoned(path);
    const holder = holderOf(path);
    if (holder && !told) talk(`waiting for process ${holder.pid}, which is at the same work (${path})`);
    told ||= holder !== null;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
