import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import type { Env } from '../paths.ts';
import { withLock } from '../processes/lock.ts';
import { readLiveRecord } from '../processes/records.ts';
import { pushSchemas } from '../schemas/push.ts';
import type { Component } from '../servers/component.ts';
import { components } from '../servers/components.ts';
import { recordSettings, settingsAsStarted, settingsForStart } from '../settings/recorded.ts';
import type { Settings } from '../settings/settings.ts';
import { formatElapsed, silent, type Talk } from '../talk.ts';
import { requireFreePorts, startAll } from './start-all.ts';

export interface UpOptions {
  /** Defaults to WANDERLUXE_INSTANCE, then "default". */
  readonly instance?: string | undefined;
  /** Leaves the four services out. */
  readonly serversOnly?: boolean;
  /** Starts the operations console, too. */
  readonly console?: boolean;
  /** Where settings are read from. */
  readonly env?: Env;
  readonly talk?: Talk;
}

export const lockOf = (folder: string): string => join(folder, 'lock');

/** A component that runs keeps its ports; asking for others while it runs is a mistake to be told. */
function requireSamePorts(settings: Settings, env: Env): void {
  const before = settingsAsStarted(env, settings.instance);
  const moved = components(before).filter(
    (component) =>
      readLiveRecord(settings.folder, component.name) &&
      component.ports.some((name) => before.ports[name] !== settings.ports[name]),
  );
  if (moved.length === 0) return;
  const names = moved.map((component) => component.name).join(', ');
  throw new CommandError(`instance "${settings.instance}" runs on other ports already (${names})`, {
    remedy: `run "wanderluxe down --instance ${settings.instance}" first, or choose another --instance`,
  });
}

function isWanted(kind: Component['kind'], { serversOnly, console }: UpOptions): boolean {
  if (kind === 'server') return true;
  return !serversOnly && (kind === 'service' || console === true);
}

/** Starts an instance, or what is missing of it; answers when every component is healthy. */
export async function up(options: UpOptions = {}): Promise<Settings> {
  const { env = process.env, talk = silent } = options;
  const settings = settingsForStart(env, options.instance);
  mkdirSync(settings.folder, { recursive: true });
  return withLock(lockOf(settings.folder), talk, async () => {
    requireSamePorts(settings, env);
    const startedAt = performance.now();
    const wanted = components(settings).filter(({ kind }) => isWanted(kind, options));
    const only = (kind: Component['kind']) => wanted.filter((component) => component.kind === kind);
    await requireFreePorts(wanted, settings);
    recordSettings(settings);
    await startAll(only('server'), settings, talk);
    await pushSchemas(settings, talk);
    await startAll(only('service'), settings, talk);
    await startAll(only('console'), settings, talk);
    talk(`instance "${settings.instance}" is up after ${formatElapsed(performance.now() - startedAt)}`);
    return settings;
  });
}
