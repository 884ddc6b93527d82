import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { repositoryRoot } from '../paths.ts';

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Quiet steps write here and are shown only when they fail; without it the output goes to stdout at once. */
  readonly log?: string;
  /** A file that the step writes as its last act; from then on it has so long to end. */
  readonly done?: { readonly file: string; readonly graceMs: number };
}

export interface StepResult {
  readonly ok: boolean;
  readonly elapsedMs: number;
  /** Why not, in a few words; empty when ok. */
  readonly reason: string;
}

const DONE_POLL_MS = 200;

const running = new Set<ChildProcess>();

/** Each step leads its own process group, so that what it started ends with it. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** For an interrupted run: ends every step that is under way. */
export function endRunningSteps(): void {
  for (const child of running) endGroup(child, 'SIGTERM');
}

async function openOutput(
  log: string | undefined,
): Promise<{ target: number | 'inherit'; close: () => Promise<void> }> {
  if (!log) return { target: 'inherit', close: async () => {} };
  mkdirSync(dirname(log), { recursive: true });
  const file = await open(log, 'w');
  return { target: file.fd, close: () => file.close() };
}

/** Ends a step that has said that it is done and goes on all the same; answers how to stop watching. */
function watchDone(done: Step['done'], end: (reason: string) => void): () => void {
  if (!done) return () => {};
  const { file, graceMs } = done;
  let doneAt: number | undefined;
  const watch = setInterval(() => {
    if (doneAt === undefined && existsSync(file)) doneAt = Date.now();
    if (doneAt === undefined || Date.now() - doneAt < graceMs) return;
    end(`done, but not ended ${graceMs / 1_000} s later: a socket, timer or process is left open`);
  }, DONE_POLL_MS);
  return () => clearInterval(watch);
}

function finish(child: ChildProcess, step: Step): Promise<string> {
  return new Promise((done) => {
    let forced: string | undefined;
    const end = (reason: string): void => {
      forced ??= reason;
      endGroup(child, 'SIGKILL');
    };
    const timer = setTimeout(() => end(`not done after ${step.timeoutMs / 1_000} s`), step.timeoutMs);
    const unwatch = watchDone(step.done, end);
    const settle = (reason: string): void => {
      clearTimeout(timer);
      unwatch();
      running.delete(child);
      done(forced ?? reason);
    };
    child.once('error', (error) => settle(error.message));
    child.once('exit', (status, signal) => settle(status === 0 ? '' : `exit status ${status ?? signal}`));
  });
}

/** Runs one step to its end or its time limit. */
export async function runStep(step: Step): Promise<StepResult> {
  const startedAt = performance.now();
  const output = await openOutput(step.log);
  const child = spawn(step.command, step.args, {
    cwd: repositoryRoot,
    detached: true,
    stdio: ['ignore', output.target, output.target],
    env: { ...process.env, ...step.env },
  });
  running.add(child);
  const reason = await finish(child, step);
  await output.close();
  if (reason && step.log) process.stdout.write(readFileSync(step.log));
  return { ok: reason === '', elapsedMs: performance.now() - startedAt, reason };
}
