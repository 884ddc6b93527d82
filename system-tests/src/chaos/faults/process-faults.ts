import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { installFaketime } from '@wanderluxe/infra/launcher';
import { schemaIdIn } from '../evidence/topics.ts';
import { nextVersionEnvironment } from '../world/next-schemas.ts';
import type { Supervised } from '../world/supervised.ts';
import type { ProcessName } from '../world/world.ts';
import type { Ground, Inject } from './ground.ts';

/** SIGKILL, and down until it is healed. */
export const kill =
  (beforeStart: (ground: Ground) => void = () => {}): Inject =>
  async (ground, { target }) => {
    const one = ground.world.processes[target as ProcessName];
    const pid = one.pid;
    const release = await one.kill(() => beforeStart(ground));
    return () => {
      release();
      return pid === null ? null : `process ${pid} was killed`;
    };
  };

/** SIGSTOP: nothing of it runs, its connections stay. */
export async function freezeProcess(one: Supervised): Promise<() => string | null> {
  const { pid } = one;
  one.signal('SIGSTOP');
  await sleep(20);
  const stopped = pid !== null && isStopped(pid);
  return () => {
    one.signal('SIGCONT');
    return stopped ? `process ${pid} stood still` : null;
  };
}

export const freeze: Inject = ({ world }, { target }) =>
  freezeProcess(world.processes[target as ProcessName]);

function isStopped(pid: number): boolean {
  try {
    return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** How long both think that they are the one. */
const BOTH_MS = 1_500;
/** A process that was started has so long to reach its servers, which other faults may keep from it. */
const COMES_UP_WITHIN_MS = 12_000;

/** Frozen past its session while another instance takes over; then it wakes up beside its successor. */
export const zombie: Inject = async ({ world }, { target }) => {
  const name = target as 'inventory' | 'payment' | 'booking-ledger';
  const thaw = await freezeProcess(world.processes[name]);
  const rival = world.rivalOf(name);
  rival.start().catch(() => {});
  const took = await rival.comesUpWithin(COMES_UP_WITHIN_MS);
  return async () => {
    const frozen = thaw();
    await sleep(BOTH_MS);
    await rival.end();
    return frozen && took ? `${frozen} while ${rival.component.name} took over` : null;
  };
};

/** Killed and started again with a clock that is wrong by so many seconds, then the same with the right one. */
export const clock: Inject = async ({ world, talk }, { target, amount }) => {
  const one = world.processes[target as ProcessName];
  const library = await installFaketime(world.settings.cache, talk);
  const restore = await one.restartWith({
    LD_PRELOAD: library,
    FAKETIME: `${amount < 0 ? '' : '+'}${amount}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  await one.comesUpWithin(COMES_UP_WITHIN_MS);
  return async () => {
    const said = lastTimestampIn(one.logText);
    await restore();
    const offMs = said === null ? 0 : said - Date.now();
    return Math.abs(offMs - amount * 1_000) < 60_000 ? `its log said ${new Date(said!).toISOString()}` : null;
  };
};

export function lastTimestampIn(log: string): number | null {
  const last = [...log.matchAll(/"timestamp":"([^"]+)"/g)].at(-1)?.[1];
  return last === undefined ? null : Date.parse(last);
}

/** Killed and started again as built with the next version of every contract, then the same with this one. */
export const nextSchema: Inject = async ({ world }, { target }) => {
  const one = world.processes[target as ProcessName];
  const before = world.observer.records.length;
  const restore = await one.restartWith(nextVersionEnvironment);
  await one.comesUpWithin(COMES_UP_WITHIN_MS);
  return async () => {
    await restore();
    const written = world.observer.records.slice(before).filter(({ value }) => {
      const id = schemaIdIn(value);
      return id !== null && world.nextSchemaIds.has(id);
    });
    return written.length > 0 ? `${written.length} records were written with the next version` : null;
  };
};
