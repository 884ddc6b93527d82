import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { cacheFolder, type Env } from '../paths.ts';
import { type Ports, portNames, portTable } from './ports.ts';
import { refuse, resolveInstance, resolveSettings, type Settings } from './settings.ts';

type Recorded = Pick<Settings, 'ports' | 'kafkaNodes' | 'external'>;

const fileIn = (folder: string): string => join(folder, 'instance.json');

/** As an earlier version may have written it: before an instance could have several brokers, it said nothing of them. */
interface Written {
  readonly ports: Partial<Ports> & Pick<Ports, 'kafka'>;
  readonly kafkaNodes?: Settings['kafkaNodes'];
  readonly external: Settings['external'];
}

const isWritten = (value: unknown): value is Written => {
  const { ports, external } = (value ?? {}) as Partial<Written>;
  return Number.isInteger(ports?.kafka) && typeof external === 'object' && external !== null;
};

function read(folder: string): Recorded | null {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return completed(parsed(text, folder));
}

function parsed(text: string, folder: string): Written {
  try {
    const value: unknown = JSON.parse(text);
    if (isWritten(value)) return value;
  } catch {
    // Told below, like whatever else is no record.
  }
  throw new CommandError(`${fileIn(folder)} does not say where the instance listens`, {
    remedy: `delete ${folder}, which wipes the instance, or choose another one with --instance`,
  });
}

/** What it does not say of ports is where it would be beside its first broker. */
function completed({ ports, kafkaNodes = 1, external }: Written): Recorded {
  const base = ports.kafka - portTable.kafka.offset;
  const all = portNames.map((name) => [name, ports[name] ?? base + portTable[name].offset]);
  return { ports: Object.fromEntries(all) as Ports, kafkaNodes, external };
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
