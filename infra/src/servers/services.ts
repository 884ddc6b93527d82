import { join } from 'node:path';
import { bundle, bundleOf, isBundled } from '../install/bundle.ts';
import { repositoryRoot } from '../paths.ts';
import { httpAt, instanceEnvironment } from '../settings/addresses.ts';
import type { PortName } from '../settings/ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { Component } from './component.ts';
import { probeHttp } from './probes.ts';

interface ServiceDefinition {
  readonly opsPort: PortName;
  readonly httpPort?: PortName;
  readonly needs: readonly string[];
  /** Settings of its own. */
  readonly env?: Readonly<Record<string, string>>;
}

const stores = ['kafka', 'schema-registry', 'mongo'];

export const serviceTable = {
  gateway: {
    httpPort: 'gatewayHttp',
    opsPort: 'gatewayOps',
    needs: ['kafka', 'schema-registry', 'redis'],
    // Old bookings are replayed here; the ops port, which moves the clock, listens on 127.0.0.1 only.
    env: { GATEWAY_CLOCK: 'settable' },
  },
  inventory: {
    httpPort: 'inventoryHttp',
    opsPort: 'inventoryOps',
    needs: [...stores, 'redis'],
    // The bookings that are replayed are for nights of past years.
    env: { KEEP_PAST_DAYS: '36500' },
  },
  payment: { opsPort: 'paymentOps', needs: [...stores, 'redis', 'bank'] },
  'booking-ledger': { httpPort: 'ledgerHttp', opsPort: 'ledgerOps', needs: stores },
} as const satisfies Record<string, ServiceDefinition>;

export type ServiceName = keyof typeof serviceTable;
export const serviceNames = Object.keys(serviceTable) as ServiceName[];

/** The whole environment of one service of this instance. */
export function serviceEnvironment(settings: Settings, name: ServiceName): Record<string, string> {
  const definition: ServiceDefinition = serviceTable[name];
  return {
    ...instanceEnvironment(settings),
    ...definition.env,
    HOST: '127.0.0.1',
    OPS_PORT: `${settings.ports[definition.opsPort]}`,
    ...(definition.httpPort ? { HTTP_PORT: `${settings.ports[definition.httpPort]}` } : {}),
  };
}

export function service(settings: Settings, name: ServiceName): Component {
  const definition: ServiceDefinition = serviceTable[name];
  const opsUrl = httpAt(settings, definition.opsPort);
  const folder = join(repositoryRoot, 'services', name);
  const ports = definition.httpPort ? [definition.httpPort, definition.opsPort] : [definition.opsPort];
  return {
    name,
    kind: 'service',
    needs: definition.needs,
    ports,
    addresses: { ...(definition.httpPort ? { url: httpAt(settings, definition.httpPort) } : {}), opsUrl },
    external: false,
    startWithinMs: 60_000,
    stopWithinMs: 20_000,
    probe: () => probeHttp(new URL('/readyz', opsUrl).href),
    install: async () => {},
    launch: async (talk) => {
      if (!isBundled(folder)) {
        talk(`bundling ${name}`);
        await bundle(folder);
      }
      return {
        command: process.execPath,
        args: [bundleOf(folder)],
        cwd: folder,
        env: serviceEnvironment(settings, name),
      };
    },
  };
}
