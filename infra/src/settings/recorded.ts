import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { cacheFolder, type Env } from '../paths.ts';
import { refuse, resolveInstance, resolveSettings, type Settings } from './settings.ts';

type Recorded = Pick<Settings, 'ports' | 'kafkaNodes' | 'external'>;

const fileIn = (folder: string): string => join(folder, 'instance.json');

function read(folder: string): Recorded | null {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Recorded;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Remembers where an instance listens, so that other commands find it without its environment. */
export function recordSettings(settings: Settings): void {
  mkdirSync(settings.folder, { recursive: true });
  const { ports, kafkaNodes, external } = settings;
  const recorded: Recorded = { ports, kafkaNodes, external };
  writeWhole(fileIn(settings.folder), `${JSON.stringify(recorded, null, 2)}\n`);
}

/** Settings for a start: the environment, and where it is silent those of the last start. */
export function settingsForStart(env: Env, chosen?: string): Settings {
  const { folder, faults } = resolveInstance(env, chosen);
  refuse(faults);
  return resolveSettings(env, chosen, read(folder) ?? undefined);
}

/** Settings of an instance as it was last started, whatever the environment says now. */
export function settingsAsStarted(env: Env, chosen?: string): Settings {
  const { instance, folder, faults } = resolveInstance(env, chosen);
  refuse(faults);
  const recorded = read(folder);
  return recorded ? { instance, folder, cache: cacheFolder(env), ...recorded } : resolveSettings(env, chosen);
}
