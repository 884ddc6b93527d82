import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '@wanderluxe/infra';
import { reportMarkdown } from './markdown.ts';
import { reportPage } from './page.ts';
import { type Machine, merged, type Report, type RowDetails, rowsOf } from './report.ts';

const MEBIBYTE = 1_024 ** 2;

/** The one that this process runs on. */
export function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryMiB: Math.round(totalmem() / MEBIBYTE),
    system: `${type()} ${release()}`,
    node: process.version,
  };
}

/** What is checked out, with a mark when it was changed. */
export function commit(): string {
  try {
    const options = { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', ['describe', '--always', '--dirty'], options).trim();
  } catch {
    return 'unknown';
  }
}

/** Reports were of one machine once. */
interface OfOneMachine {
  readonly machine?: Machine;
}

/** @throws CommandError when it is not a report */
export function readReport(path: string): Report {
  try {
    const { machine: ofAll, ...report } = JSON.parse(readFileSync(path, 'utf8')) as Report & OfOneMachine;
    if (Array.isArray(report.rows) && Array.isArray(report.details))
      return ofAll
        ? { ...report, details: report.details.map((row) => ({ ...row, machine: ofAll })) }
        : report;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path);
}

const unreadable = (path: string, cause?: unknown): CommandError =>
  new CommandError(`${path} is not the report.json of a benchmark`, {
    remedy: 'give the report.json that "wanderluxe bench --out FOLDER" wrote into its folder',
    cause,
  });

export interface Keep {
  readonly folder: string;
  readonly quick: boolean;
  /** Rows that were run now. */
  readonly details: readonly RowDetails[];
  /** Names of all rows that there are. */
  readonly every: readonly string[];
  readonly before?: Report | undefined;
}

/** Writes report.json, report.html and report.md; rows that the folder's report has from before stay. */
export function keepReport({ folder, quick, details, every, before }: Keep): Report {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'report.json');
  const earlier = existsSync(file) ? readReport(file) : undefined;
  const all = merged(details, earlier?.quick === quick ? earlier.details : []);
  const report: Report = {
    at: new Date().toISOString(),
    ...{ commit: commit(), quick, rows: all.flatMap(rowsOf), details: all },
  };
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(join(folder, 'report.html'), reportPage(report, before));
  writeFileSync(join(folder, 'report.md'), reportMarkdown(report, every, before));
  return report;
}
