import { CommandError } from '../errors.ts';
import type { Env } from '../paths.ts';
import { withLock } from '../processes/lock.ts';
import type { Component } from '../servers/component.ts';
import { components } from '../servers/components.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { silent, type Talk } from '../talk.ts';
import { stopComponent } from './down.ts';
import { startAll } from './start-all.ts';
import { lockOf } from './up.ts';

export interface RestartOptions {
  readonly instance?: string | undefined;
  readonly env?: Env;
  readonly talk?: Talk;
}

function find(all: readonly Component[], name: string): Component {
  const component = all.find((candidate) => candidate.name === name);
  if (!component) {
    throw new CommandError(`there is no component "${name}"`, {
      remedy: `choose one of ${all.map((candidate) => candidate.name).join(', ')}`,
    });
  }
  if (!component.external) return component;
  throw new CommandError(`${name} is named by the environment; it is not ours to restart`, {
    remedy: 'restart it where it runs',
  });
}

/** Stops one component, if it runs, and starts it again; answers when it is healthy. */
export async function restart(name: string, options: RestartOptions = {}): Promise<void> {
  const { env = process.env, talk = silent } = options;
  const settings = settingsAsStarted(env, options.instance);
  const component = find(components(settings), name);
  await withLock(lockOf(settings.folder), talk, async () => {
    await stopComponent(component, settings.folder, talk);
    await startAll([component], settings, talk);
  });
}
