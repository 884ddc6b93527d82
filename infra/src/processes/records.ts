import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { isRunning, type ProcessIdentity } from './identity.ts';

/** A process that this instance started, kept in its folder so that any later command knows it. */
export interface ProcessRecord {
  readonly name: string;
  readonly process: ProcessIdentity;
  readonly startedAt: string;
  readonly log: string;
}

const recordsIn = (folder: string): string => join(folder, 'run');
const fileOf = (folder: string, name: string): string => join(recordsIn(folder), `${name}.json`);

export function saveRecord(folder: string, record: ProcessRecord): void {
  mkdirSync(recordsIn(folder), { recursive: true });
  writeWhole(fileOf(folder, record.name), `${JSON.stringify(record)}\n`);
}

export function readRecord(folder: string, name: string): ProcessRecord | null {
  try {
    return JSON.parse(readFileSync(fileOf(folder, name), 'utf8')) as ProcessRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The record, if the process it names still runs. */
export function readLiveRecord(folder: string, name: string): ProcessRecord | null {
  const record = readRecord(folder, name);
  return record && isRunning(record.process) ? record : null;
}

export function removeRecord(folder: string, name: string): void {
  rmSync(fileOf(folder, name), { force: true });
}

/** Names of all components that were started and not yet stopped by a command. */
export function recordedNames(folder: string): string[] {
  try {
    return readdirSync(recordsIn(folder))
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length));
  } catch {
    return [];
  }
}
