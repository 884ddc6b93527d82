import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CommandError } from '@wanderluxe/infra';
import type { SeedResult } from './result.ts';
import type { Order } from './worker.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

export interface PoolOptions {
  /** The first; the next has one more. */
  readonly seed: number;
  readonly seeds: number;
  readonly workers: number;
  readonly keepTrace: boolean;
  readonly onResult: (result: SeedResult) => void;
  /** Ends the run after the seeds that are under way. */
  readonly signal: AbortSignal;
}

/** Simulates seeds in as many processes as there are workers; answers when all are done. */
export async function simulateAll(options: PoolOptions): Promise<void> {
  const { seed, seeds, workers, keepTrace, onResult, signal } = options;
  let next = seed;
  const order = (): Order | undefined => {
    if (signal.aborted || next >= seed + seeds) return undefined;
    next += 1;
    return { seed: next - 1, keepTrace };
  };
  await Promise.all(Array.from({ length: Math.min(workers, seeds) }, () => work(order, onResult)));
}

function work(order: () => Order | undefined, onResult: (result: SeedResult) => void): Promise<void> {
  const child = fork(worker, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    let current = order();
    const goOn = (): void => {
      if (current) child.send(current);
      else child.disconnect();
    };
    child.on('message', (result: SeedResult) => {
      onResult(result);
      current = order();
      goOn();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (!current) return resolve();
      reject(ended(current.seed, code, child));
    });
    goOn();
  });
}

const ended = (seed: number, code: number | null, { signalCode }: ChildProcess): CommandError =>
  new CommandError(`the process that simulated seed ${seed} ended by itself (${code ?? signalCode})`, {
    remedy: `look at what it printed, then run ./wanderluxe simulate --seeds 1 --seed ${seed}`,
  });
