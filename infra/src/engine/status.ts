import { existsSync } from 'node:fs';
import type { Env } from '../paths.ts';
import { isRunning } from '../processes/identity.ts';
import { type ProcessRecord, readRecord } from '../processes/records.ts';
import type { Component } from '../servers/component.ts';
import { components } from '../servers/components.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import type { Settings } from '../settings/settings.ts';
import { logOf } from './start.ts';

export interface ComponentStatus {
  readonly kind: Component['kind'];
  /** Where it is, depending on what it is. */
  readonly url?: string;
  readonly opsUrl?: string;
  readonly address?: string;
  readonly uri?: string;
  readonly healthy: boolean;
  /** Null when it does not run or is not ours. */
  readonly pid: number | null;
  readonly external: boolean;
  readonly log: string | null;
  /** What is wrong; null when healthy. */
  readonly detail: string | null;
}

export interface InstanceStatus {
  readonly instance: string;
  readonly healthy: boolean;
  readonly components: Readonly<Record<string, ComponentStatus>>;
}

/** What is wrong, or null. What answers on our port without being our process is not our component. */
async function faultOf(component: Component, record: ProcessRecord | null): Promise<string | null> {
  if (component.external) return component.probe();
  if (!record) return 'not running';
  return isRunning(record.process) ? component.probe() : 'ended by itself or was killed';
}

async function look(component: Component, folder: string): Promise<ComponentStatus> {
  const record = readRecord(folder, component.name);
  const pid = record && isRunning(record.process) ? record.process.pid : null;
  const detail = await faultOf(component, record);
  const log = logOf(folder, component.name);
  return {
    kind: component.kind,
    ...component.addresses,
    healthy: detail === null,
    pid,
    external: component.external,
    log: existsSync(log) ? log : null,
    detail,
  };
}

/** All but a console that nobody started: an instance is whole without it. */
export const present = (settings: Settings): Component[] =>
  components(settings).filter(({ kind, name }) => kind !== 'console' || readRecord(settings.folder, name));

/** Asks every component of an instance how it is. */
export async function status(
  options: { instance?: string | undefined; env?: Env } = {},
): Promise<InstanceStatus> {
  const settings = settingsAsStarted(options.env ?? process.env, options.instance);
  const looked = await Promise.all(
    present(settings).map(
      async (component) => [component.name, await look(component, settings.folder)] as const,
    ),
  );
  return {
    instance: settings.instance,
    healthy: looked.every(([, component]) => component.healthy),
    components: Object.fromEntries(looked),
  };
}
