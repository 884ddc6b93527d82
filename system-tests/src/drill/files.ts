import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from './faults/index.ts';
import { pageOf } from './page.ts';
import type { FaultResult } from './result.ts';

const JSON_NAME = 'drill.json';
const PAGE_NAME = 'drill.md';

/** In the order of the faults; none when there is no file yet. */
export function readResults(folder: string): FaultResult[] {
  const file = join(folder, JSON_NAME);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FaultResult[]) : [];
}

/** Keeps what came of one fault, in place of what came of it before, and writes the page anew. */
export function keepResult(folder: string, result: FaultResult): void {
  const others = readResults(folder).filter(({ name }) => name !== result.name);
  const place = ({ name }: FaultResult): number => faults.findIndex((fault) => fault.name === name);
  const all = [...others, result].sort((a, b) => place(a) - place(b));
  writeFileSync(join(folder, JSON_NAME), `${JSON.stringify(all, null, 2)}\n`);
  writePage(folder);
}

export const writePage = (folder: string): void =>
  writeFileSync(join(folder, PAGE_NAME), pageOf(readResults(folder)));
