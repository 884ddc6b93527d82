import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, exitStatus } from '../errors.ts';
import { tailOf } from '../files.ts';
import { formatElapsed, type Talk } from '../talk.ts';

const PROGRESS_MS = 5_000;
const TAIL_LINES = 15;
const SHOWN_CHARACTERS = 100;

export interface ToolRun {
  /** What a person reads: "building the schema registry". */
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Everything the tool prints goes here. */
  readonly log: string;
  /** What to do when it fails. */
  readonly remedy: string;
}

function ended(run: ToolRun): Promise<number | null> {
  mkdirSync(dirname(run.log), { recursive: true });
  const output = openSync(run.log, 'w');
  return new Promise<number | null>((done, fail) => {
    const child = spawn(run.command, run.args, {
      stdio: ['ignore', output, output],
      ...(run.cwd ? { cwd: run.cwd } : {}),
      env: { ...process.env, ...run.env },
    });
    child.once('error', fail);
    child.once('exit', (status) => done(status));
  }).finally(() => closeSync(output));
}

async function failure(run: ToolRun, elapsedMs: number, cause?: unknown): Promise<CommandError> {
  const tail = await tailOf(run.log, TAIL_LINES);
  const shown = tail.map((line) => `\n  | ${line}`).join('');
  return new CommandError(
    `${run.what} failed after ${formatElapsed(elapsedMs)}; whole log: ${run.log}${shown}`,
    {
      remedy: run.remedy,
      exit: exitStatus.failed,
      cause,
    },
  );
}

/** Runs a build tool to its end; speaks when it begins, every few seconds, and when it is done. */
export async function runTool(run: ToolRun, talk: Talk): Promise<void> {
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  talk(`${run.what} ...`);
  const ticker = setInterval(async () => {
    const [last = ''] = await tailOf(run.log, 1);
    talk(`${run.what}: ${formatElapsed(elapsed())}, ${last.trim().slice(0, SHOWN_CHARACTERS)}`);
  }, PROGRESS_MS);
  try {
    const status = await ended(run).catch(async (cause) => {
      throw await failure(run, elapsed(), cause);
    });
    if (status !== 0) throw await failure(run, elapsed());
  } finally {
    clearInterval(ticker);
  }
  talk(`${run.what}: done in ${formatElapsed(elapsed())}`);
}

export const buildLog = (cache: string, name: string): string => join(cache, 'build-logs', `${name}.log`);
