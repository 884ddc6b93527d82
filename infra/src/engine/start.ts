import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, exitStatus } from '../errors.ts';
import { tailOf } from '../files.ts';
import { isRunning, type ProcessIdentity } from '../processes/identity.ts';
import { launchDetached } from '../processes/launch.ts';
import { readLiveRecord, saveRecord } from '../processes/records.ts';
import type { Component } from '../servers/component.ts';
import { formatElapsed, type Talk } from '../talk.ts';

const POLL_MS = 100;
const TAIL_LINES = 20;

export const logOf = (folder: string, name: string): string => join(folder, 'logs', `${name}.log`);

async function failed(component: Component, condition: string, log: string): Promise<CommandError> {
  const tail = (await tailOf(log, TAIL_LINES)).map((line) => `\n  | ${line}`).join('');
  return new CommandError(`${component.name} ${condition}; its log: ${log}${tail}`, {
    remedy: 'the end of the log says why; mend that and run the same command again',
    exit: exitStatus.failed,
  });
}

/** Waits until the probe is content, the process is gone, or the deadline has passed. */
async function waitUntilHealthy(
  component: Component,
  process: ProcessIdentity | null,
  log: string,
): Promise<void> {
  const deadline = Date.now() + component.startWithinMs;
  for (;;) {
    if (!process || !isRunning(process)) throw await failed(component, 'ended while it was starting', log);
    const fault = await component.probe();
    if (fault === null) return;
    if (Date.now() > deadline) {
      throw await failed(
        component,
        `was not healthy after ${formatElapsed(component.startWithinMs)} (${fault})`,
        log,
      );
    }
    await sleep(POLL_MS);
  }
}

async function checkExternal(component: Component): Promise<void> {
  const fault = await component.probe();
  if (fault === null) return;
  const where = Object.values(component.addresses).join(', ');
  throw new CommandError(
    `${component.name} at ${where}, named by the environment, does not answer: ${fault}`,
    {
      remedy: 'start it, correct its variable, or unset the variable to have one started here',
    },
  );
}

async function launchOwn(component: Component, folder: string, talk: Talk): Promise<void> {
  const log = logOf(folder, component.name);
  const process = await launchDetached(await component.launch(talk), log);
  if (process) {
    saveRecord(folder, { name: component.name, process, startedAt: new Date().toISOString(), log });
  }
  await waitUntilHealthy(component, process, log);
}

/** Brings one component up; one that runs already is only waited for. */
export async function startComponent(component: Component, folder: string, talk: Talk): Promise<void> {
  if (component.external) return checkExternal(component);
  const startedAt = performance.now();
  const running = readLiveRecord(folder, component.name);
  if (running) await waitUntilHealthy(component, running.process, running.log);
  else await launchOwn(component, folder, talk);
  await component.afterStart?.(talk);
  talk(
    `${component.name}: ${running ? 'was up' : `up after ${formatElapsed(performance.now() - startedAt)}`}`,
  );
}
