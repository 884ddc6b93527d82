import { execFile } from 'node:child_process';
import { repository } from './documented-commands.ts';
import type { Engine } from './engine.ts';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the wanderluxe command on this engine, as an operator does. */
export function wanderluxe(engine: Engine, ...args: readonly string[]): Promise<CommandResult> {
  const options = { cwd: repository, env: { ...process.env, ...engine.commandEnv } };
  return new Promise((resolve) => {
    execFile(process.execPath, ['infra/src/main.ts', ...args], options, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
