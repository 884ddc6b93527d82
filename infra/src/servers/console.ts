import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildLog, runTool } from '../install/run-tool.ts';
import { repositoryRoot } from '../paths.ts';
import { httpAt } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Component } from './component.ts';
import { probeHttp } from './probes.ts';

const TOKEN_BYTES = 24;

const tokenFileOf = ({ folder }: Settings): string => join(folder, 'console-token');

/** The token of the console's last start; null before the first. */
function readToken(settings: Settings): string | null {
  try {
    return readFileSync(tokenFileOf(settings), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The one that the environment gives, else a new one at every start; only this user may read it. */
function writeToken(settings: Settings): string {
  const token = process.env.CONSOLE_TOKEN || randomBytes(TOKEN_BYTES).toString('base64url');
  mkdirSync(settings.folder, { recursive: true });
  writeFileSync(tokenFileOf(settings), token, { mode: 0o600 });
  return token;
}

/** Where a browser finds the console; the token in it lets in whoever opens it. */
export function consoleAddress(settings: Settings): string {
  const token = readToken(settings);
  const query = token === null ? '' : `?token=${encodeURIComponent(token)}`;
  return `${httpAt(settings, 'console')}/${query}`;
}

/** The operations console: not part of the engine, and nothing waits for it. */
export function operationsConsole(settings: Settings): Component {
  const folder = join(repositoryRoot, 'console');
  return {
    name: 'console',
    kind: 'console',
    needs: [],
    ports: ['console'],
    addresses: { url: consoleAddress(settings) },
    external: false,
    startWithinMs: 60_000,
    stopWithinMs: 10_000,
    probe: () => probeHttp(new URL('/readyz', httpAt(settings, 'console')).href),
    install: (talk) =>
      runTool(
        {
          what: 'building the console',
          command: 'pnpm',
          args: ['exec', 'turbo', 'run', 'build', '--filter=@wanderluxe/console', '--ui=stream'],
          cwd: repositoryRoot,
          env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
          log: buildLog(settings.cache, 'console'),
          remedy: 'see what the build says; "./wanderluxe up --no-console" goes without it',
        },
        talk,
      ),
    launch: async () => ({
      command: process.execPath,
      args: [join(folder, 'src', 'server', 'main.ts')],
      cwd: folder,
      env: {
        HOST: '127.0.0.1',
        CONSOLE_PORT: `${settings.ports.console}`,
        CONSOLE_TOKEN: writeToken(settings),
        WANDERLUXE_HOME: dirname(settings.folder),
        WANDERLUXE_INSTANCE: settings.instance,
      },
    }),
  };
}
