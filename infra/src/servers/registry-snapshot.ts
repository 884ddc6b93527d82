import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, exitStatus } from '../errors.ts';
import { writeWhole } from '../files.ts';
import type { Talk } from '../talk.ts';

const TIMEOUT_MS = 10_000;

/** One registered version, as the registry's HTTP API gives and takes it. */
export interface RegisteredSchema {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schema: string;
}

interface Snapshot {
  readonly schemas: readonly RegisteredSchema[];
}

const snapshotIn = (folder: string): string => join(folder, 'schemas.json');

async function call<T>(base: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, base), {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new CommandError(
    `the schema registry answered ${response.status} to ${method} ${path}: ${text.slice(0, 200)}`,
    {
      remedy: `see that ${base} is a Confluent-compatible registry and that it is writable`,
      exit: exitStatus.failed,
    },
  );
}

async function versionsOf(base: string, subject: string): Promise<RegisteredSchema[]> {
  const path = `/subjects/${encodeURIComponent(subject)}/versions`;
  const versions = await call<number[]>(base, 'GET', path);
  return Promise.all(
    versions.map(async (version) => {
      const found = await call<RegisteredSchema>(base, 'GET', `${path}/${version}`);
      return { subject, version, id: found.id, schema: found.schema };
    }),
  );
}

/** Everything that the registry holds, lowest id first. */
export async function readSchemas(base: string): Promise<RegisteredSchema[]> {
  // An empty registry of this make answers null.
  const subjects = (await call<string[] | null>(base, 'GET', '/subjects')) ?? [];
  const schemas = await Promise.all(subjects.map((subject) => versionsOf(base, subject)));
  return schemas.flat().sort((a, b) => a.id - b.id || a.version - b.version);
}

/** Keeps what the registry holds in the instance's folder. */
export async function keepSchemas(base: string, folder: string): Promise<void> {
  const snapshot: Snapshot = { schemas: await readSchemas(base) };
  writeWhole(snapshotIn(folder), `${JSON.stringify(snapshot, null, 1)}\n`);
}

function readSnapshot(folder: string): Snapshot | null {
  try {
    return JSON.parse(readFileSync(snapshotIn(folder), 'utf8')) as Snapshot;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Puts the kept schemas into an empty registry under their old ids, which are inside every record on Kafka. */
export async function restoreSchemas(base: string, folder: string, talk: Talk): Promise<void> {
  const snapshot = readSnapshot(folder);
  if (!snapshot || snapshot.schemas.length === 0) return;
  if ((await readSchemas(base)).length > 0) return;
  await call(base, 'PUT', '/mode', { mode: 'IMPORT' });
  // One after the other: a subject's versions must come in order.
  for (const { subject, version, id, schema } of snapshot.schemas) {
    await call(base, 'POST', `/subjects/${encodeURIComponent(subject)}/versions`, { schema, version, id });
  }
  await call(base, 'PUT', '/mode', { mode: 'READWRITE' });
  talk(`schema-registry: put back ${snapshot.schemas.length} schemas under their ids`);
}
