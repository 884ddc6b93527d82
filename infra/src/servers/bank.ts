import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import { type Component, notOurs } from './component.ts';
import { probeHttp } from './probes.ts';

/** The bank simulator: a server outside the engine, with a ledger of its own. */
export function bank(settings: Settings): Component {
  const url = addressOf(settings, 'bank');
  const external = settings.external.bank !== undefined;
  const data = join(settings.folder, 'data', 'bank');
  return {
    name: 'bank',
    kind: 'server',
    needs: [],
    addresses: { url },
    external,
    ...(external
      ? // A real bank need not have the simulator's route: what it answers is the payment service's business.
        { ...notOurs, ports: [], probe: async () => null }
      : {
          ports: ['bank'],
          startWithinMs: 20_000,
          stopWithinMs: 10_000,
          probe: () => probeHttp(new URL('/healthz', url).href),
          install: async () => {},
          launch: async () => {
            mkdirSync(data, { recursive: true });
            return {
              command: process.execPath,
              args: [join(repositoryRoot, 'infra', 'bank-simulator', 'src', 'main.ts')],
              env: {
                BANK_PORT: `${settings.ports.bank}`,
                HOST: '127.0.0.1',
                BANK_LEDGER_FILE: join(data, 'ledger.ndjson'),
              },
            };
          },
        }),
  };
}
