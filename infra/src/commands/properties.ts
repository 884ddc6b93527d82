import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { callJson } from '../call.ts';
import { CommandError, messageOf } from '../errors.ts';
import { httpAt } from '../settings/addresses.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';
import { type PropertyCapacity, readCapacity, readPropertyFile } from './property-file.ts';

/** Properties in one request, so that a file of any length stays within the service's body limit. */
const BATCH = 500;

const who = 'inventory';

const inventoryOf = (command: Command): string =>
  httpAt(settingsAsStarted(process.env, contextOf(command).instance), 'inventoryHttp');

function readFile(path: string): PropertyCapacity[] {
  try {
    return readPropertyFile(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${path} cannot be read: ${messageOf(cause)}`, {
      remedy: 'give a file, or a property id followed by its capacity',
    });
  }
}

interface SetOptions {
  readonly buckets?: number;
  readonly dryRun?: boolean;
}

async function set(
  fileOrId: string,
  capacity: string | undefined,
  { buckets, dryRun }: SetOptions,
  command: Command,
): Promise<void> {
  if (dryRun) {
    const wanted =
      capacity === undefined ? readFile(fileOrId) : [{ id: fileOrId, capacity: readCapacity(capacity) }];
    print(JSON.stringify({ dryRun, set: wanted.length }));
    return;
  }
  const base = inventoryOf(command);
  if (capacity !== undefined) {
    const path = `/properties/${encodeURIComponent(fileOrId)}`;
    const body = { capacity: readCapacity(capacity), buckets };
    print(JSON.stringify(await callJson({ who, base, method: 'PUT', path, body })));
    return;
  }
  const properties = readFile(fileOrId);
  for (let from = 0; from < properties.length; from += BATCH) {
    const body = { properties: properties.slice(from, from + BATCH) };
    await callJson({ who, base, method: 'PUT', path: '/properties', body });
  }
  print(JSON.stringify({ set: properties.length }));
}

interface Page {
  readonly properties: readonly PropertyCapacity[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

async function listAll(base: string): Promise<PropertyCapacity[]> {
  const all: PropertyCapacity[] = [];
  for (let path: string | null = '/properties'; path !== null; ) {
    const page: Page = await callJson({ who, base, path });
    all.push(...page.properties);
    path = page.next === null ? null : `/properties?after=${encodeURIComponent(page.next)}`;
  }
  return all;
}

export function addProperties(program: Command): void {
  const properties = program.command('properties').description('hotels and how many rooms each has');
  properties
    .command('set <file-or-id> [capacity]')
    .description('set one property, or all of a file: JSON [{"id","capacity"}] or lines "id,capacity"')
    .option(
      '--buckets <n>',
      'count its rooms in so many parts, for a hot property on a Redis Cluster',
      readCapacity,
    )
    .option('--dry-run', 'only read and check what would be set')
    .option('--json', 'JSON on stdout, which it always is')
    .action((fileOrId: string, capacity: string | undefined, options: SetOptions, command: Command) =>
      set(fileOrId, capacity, options, command),
    );
  properties
    .command('list')
    .description('print all properties as JSON')
    .option('--json', 'JSON on stdout, which it always is')
    .action(async (_options: unknown, command: Command) => {
      print(JSON.stringify({ properties: await listAll(inventoryOf(command)) }));
    });
}
