import { rmSync } from 'node:fs';
import { CommandError, exitStatus } from '../errors.ts';
import type { Env } from '../paths.ts';
import { withLock } from '../processes/lock.ts';
import { readRecord, recordedNames, removeRecord } from '../processes/records.ts';
import { type StopResult, stopProcess } from '../processes/stop.ts';
import type { Component } from '../servers/component.ts';
import { components } from '../servers/components.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { silent, type Talk } from '../talk.ts';
import { stopWaves } from './order.ts';
import { allOf } from './start-all.ts';
import { lockOf } from './up.ts';

export interface DownOptions {
  readonly instance?: string | undefined;
  /** Also deletes data, logs and settings of the instance. */
  readonly wipe?: boolean;
  readonly env?: Env;
  readonly talk?: Talk;
}

/** Ends a component if it is a process that this instance started and that still runs; nothing else. */
export async function stopComponent(
  component: Pick<Component, 'name' | 'stopWithinMs'>,
  folder: string,
  talk: Talk,
): Promise<void> {
  const record = readRecord(folder, component.name);
  if (!record) return;
  const result: StopResult = await stopProcess(record.process, component.stopWithinMs);
  if (result === 'could not be stopped') {
    throw new CommandError(
      `${component.name} (process ${record.process.pid}) does not end, not even by SIGKILL`,
      {
        remedy: 'it hangs in the kernel, most often on a disk or network file system; see its state with ps',
        exit: exitStatus.failed,
      },
    );
  }
  removeRecord(folder, component.name);
  talk(`${component.name}: ${result}`);
}

/** Stops what `up` started, services before servers. Servers named by the environment go on. */
export async function down(options: DownOptions = {}): Promise<void> {
  const { env = process.env, talk = silent } = options;
  const settings = settingsAsStarted(env, options.instance);
  await withLock(lockOf(settings.folder), talk, async () => {
    const recorded = new Set(recordedNames(settings.folder));
    const started = components(settings).filter((component) => recorded.has(component.name));
    for (const wave of stopWaves(started)) {
      await allOf(wave.map((component) => stopComponent(component, settings.folder, talk)));
    }
    if (started.length === 0) talk(`nothing of instance "${settings.instance}" was running`);
  });
  if (options.wipe) rmSync(settings.folder, { recursive: true, force: true });
}
