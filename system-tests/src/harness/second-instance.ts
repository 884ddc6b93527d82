import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceEnvironment } from '@wanderluxe/infra/launcher';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { repository } from './documented-commands.ts';
import type { Engine, ServiceName } from './engine.ts';

/** Another instance of a service beside the engine's own, as a child, so that its end can be seen. */
export interface SecondInstance {
  readonly httpPort: number;
  readonly process: ChildProcess;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Its log lines so far. */
  lines(): LogLine[];
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly httpPort?: number;
  readonly opsPort?: number;
}

/** Starts it and waits until it says that it has. Port 0 takes a free one. */
export async function startSecond(engine: Engine, name: ServiceName, httpPort = 0): Promise<SecondInstance> {
  const log = join(mkdtempSync(join(tmpdir(), 'wanderluxe-second-')), `${name}.log`);
  // A file, as the launcher gives it: a pipe would need somebody who reads it to the end.
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [join(repository, 'services', name, 'dist', 'main.js')], {
    env: {
      ...process.env,
      ...serviceEnvironment(engine.settings, name),
      OPS_PORT: '0',
      ...(name === 'payment' ? {} : { HTTP_PORT: `${httpPort}` }),
    },
    stdio: ['ignore', output, output],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines = () => linesOf(readFileSync(log, 'utf8'));
  const started = await eventually(
    () => {
      const line = lines().find(({ opsPort }) => opsPort !== undefined);
      expect(line, readFileSync(log, 'utf8')).not.to.equal(undefined);
      return line;
    },
    { withinMs: 60_000, everyMs: 100 },
  );
  return { httpPort: started?.httpPort ?? 0, process: child, ended, lines };
}

const linesOf = (text: string): LogLine[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
