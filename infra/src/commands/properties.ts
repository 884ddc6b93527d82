import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError, exitStatus, messageOf } from '../errors.ts';
import { reasonOf } from '../servers/probes.ts';
import { httpAt } from '../settings/addresses.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';
import { type PropertyCapacity, readCapacity, readPropertyFile } from './property-file.ts';

const TIMEOUT_MS = 60_000;
/** Properties in one request, so that a file of any length stays within the service's body limit. */
const BATCH = 500;

async function callInventory(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(path, base), {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch (cause) {
    throw new CommandError(`inventory at ${base} does not answer: ${reasonOf(cause)}`, {
      remedy: 'start the instance with "wanderluxe up", or see "wanderluxe logs inventory"',
      cause,
    });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new CommandError(`inventory answered ${response.status}: ${text.slice(0, 500)}`, {
    remedy: 'correct what the answer names and run the command again',
    exit: exitStatus.failed,
  });
}

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

async function set(fileOrId: string, capacity: string | undefined, command: Command): Promise<void> {
  const base = inventoryOf(command);
  if (capacity !== undefined) {
    const path = `/properties/${encodeURIComponent(fileOrId)}`;
    print(JSON.stringify(await callInventory(base, 'PUT', path, { capacity: readCapacity(capacity) })));
    return;
  }
  const properties = readFile(fileOrId);
  for (let from = 0; from < properties.length; from += BATCH) {
    await callInventory(base, 'PUT', '/properties', { properties: properties.slice(from, from + BATCH) });
  }
  print(JSON.stringify({ set: properties.length }));
}

export function addProperties(program: Command): void {
  const properties = program.command('properties').description('hotels and how many rooms each has');
  properties
    .command('set <file-or-id> [capacity]')
    .description('set one property, or all of a file: JSON [{"id","capacity"}] or lines "id,capacity"')
    .action((fileOrId: string, capacity: string | undefined, _options: unknown, command: Command) =>
      set(fileOrId, capacity, command),
    );
  properties
    .command('list')
    .description('print all properties as JSON')
    .action(async (_options: unknown, command: Command) => {
      print(JSON.stringify(await callInventory(inventoryOf(command), 'GET', '/properties')));
    });
}
