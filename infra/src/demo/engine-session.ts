import { setTimeout as sleep } from 'node:timers/promises';
import { down, stopComponent } from '../engine/down.ts';
import { stopWaves } from '../engine/order.ts';
import { allOf } from '../engine/start-all.ts';
import { lockOf, up } from '../engine/up.ts';
import { withLock } from '../processes/lock.ts';
import { readLiveRecord, recordedNames } from '../processes/records.ts';
import { components } from '../servers/components.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';

/** An engine that is up, and what of it is ours to stop. */
export interface EngineSession {
  readonly settings: Settings;
  /** Everything ran before: `close` stops nothing. */
  readonly wasRunning: boolean;
  /** Stops the components that were not running when the session was opened. */
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly instance: string | undefined;
  readonly talk: Talk;
}

function runningNow(options: SessionOptions): Set<string> {
  const settings = settingsAsStarted(process.env, options.instance);
  const live = components(settings).filter(
    ({ name, external }) => external || readLiveRecord(settings.folder, name),
  );
  return new Set(live.map(({ name }) => name));
}

async function stopAllBut(before: ReadonlySet<string>, options: SessionOptions): Promise<void> {
  const settings = settingsAsStarted(process.env, options.instance);
  const ours = components(settings).filter(({ name, external }) => !external && !before.has(name));
  await withLock(lockOf(settings.folder), options.talk, async () => {
    for (const wave of stopWaves(ours)) {
      await allOf(wave.map((component) => stopComponent(component, settings.folder, options.talk)));
    }
  });
}

const LOOK_EVERY_MS = 500;

/** Resolves once nothing of the instance in this folder is left to stop, as after `down` in another shell. */
export async function stoppedElsewhere(folder: string): Promise<void> {
  while (recordedNames(folder).length > 0) await sleep(LOOK_EVERY_MS, undefined, { ref: false });
}

/** Uses the running engine, or starts it or what is missing of it. What was started is stopped if starting fails. */
export async function openEngine(options: SessionOptions): Promise<EngineSession> {
  const before = runningNow(options);
  const close = async (): Promise<void> => {
    if (recordedNames(settingsAsStarted(process.env, options.instance).folder).length === 0) return;
    await (before.size === 0 ? down(options) : stopAllBut(before, options));
  };
  try {
    const settings = await up({ ...options, console: true });
    return { settings, wasRunning: components(settings).every(({ name }) => before.has(name)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
