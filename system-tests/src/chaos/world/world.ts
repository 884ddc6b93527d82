import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, findFreePortBase, httpAt, type Settings, type Talk } from '@wanderluxe/infra';
import {
  bank,
  type Component,
  kafka,
  mongo,
  pushSchemas,
  recordSettings,
  redis,
  type ServiceName,
  schemaRegistry,
  service,
  serviceNames,
  settingsForStart,
} from '@wanderluxe/infra/launcher';
import { Links, type Peer } from './links.ts';
import { Supervised, type UnexpectedEnd } from './supervised.ts';
import { tuning } from './tuning.ts';

export type ServerName = 'kafka' | 'schema-registry' | 'mongo' | 'redis' | 'bank';
export type ProcessName = ServiceName | ServerName;

/** Where the tests themselves reach things, past all proxies. */
export interface Direct {
  readonly gatewayUrl: string;
  readonly inventoryUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly registryUrl: string;
  readonly mongoUri: string;
  readonly redisUrl: string;
  readonly bankUrl: string;
  /** The bank's own books, as it writes them. */
  readonly bankLedgerFile: string;
  readonly redisData: string;
}

/** An engine with servers of its own, every one of which may be killed. */
export interface World {
  readonly settings: Settings;
  readonly direct: Direct;
  readonly links: Links;
  readonly processes: Readonly<Record<ProcessName, Supervised>>;
  unexpectedEnds(): UnexpectedEnd[];
  /** Ends everything; what it wrote stays when `keep`. */
  stop(options: { keep: boolean }): Promise<void>;
}

const listenerOffset: Readonly<Record<ServiceName, number>> = {
  gateway: 1,
  inventory: 2,
  payment: 3,
  'booking-ledger': 4,
};
const listenerName = (name: ServiceName): string => name.replaceAll('-', '').toUpperCase();

async function chaosSettings(): Promise<{ settings: Settings; portBase: number }> {
  const { WANDERLUXE_HOME, WANDERLUXE_CACHE, XDG_CACHE_HOME } = process.env;
  const portBase = await findFreePortBase();
  const env = { WANDERLUXE_HOME, WANDERLUXE_CACHE, XDG_CACHE_HOME, WANDERLUXE_PORT_BASE: `${portBase}` };
  const settings = settingsForStart(env, `chaos-${process.pid}`);
  recordSettings(settings);
  return { settings, portBase };
}

function portFor({ ports }: Settings, portBase: number, client: ServiceName, peer: Peer): number {
  switch (peer) {
    // A listener for each service: a client follows what the broker advertises, so each needs its own address.
    case 'kafka':
      return portBase + listenerOffset[client];
    case 'schema-registry':
      return ports.schemaRegistry;
    case 'booking-ledger':
      return ports.ledgerHttp;
    case 'inventory':
      return ports.inventoryHttp;
    default:
      return ports[peer];
  }
}

function behindProxies(component: Component, name: ServiceName, links: Links): Component {
  return {
    ...component,
    launch: async (talk) => {
      const launch = await component.launch(talk);
      return { ...launch, env: { ...launch.env, ...links.environmentOf(name), ...tuning[name] } };
    },
  };
}

/** Installs what is missing, starts servers and services; the services reach everything through proxies only. */
export async function startWorld(talk: Talk): Promise<World> {
  const { settings, portBase } = await chaosSettings();
  const links = await Links.open((client, peer) => portFor(settings, portBase, client, peer));
  const listeners = serviceNames.map((name) => ({
    name: listenerName(name),
    port: portBase + listenerOffset[name],
    advertisedPort: links.portOf(`${name}->kafka`),
  }));
  const servers = [
    ...kafka(settings, () => listeners),
    ...[schemaRegistry, mongo, redis, bank].map((of) => of(settings)),
  ];
  const services = serviceNames.map((name) => behindProxies(service(settings, name), name, links));
  const supervised = [...servers, ...services].map((one) => new Supervised(one, settings.folder, talk));
  const processes = Object.fromEntries(supervised.map((one) => [one.component.name, one]));
  const world: World = {
    settings,
    links,
    processes: processes as World['processes'],
    direct: directOf(settings),
    unexpectedEnds: () => supervised.flatMap(({ unexpectedEnds }) => unexpectedEnds),
    async stop({ keep }) {
      const kinds = (kind: Component['kind']) =>
        supervised.filter(({ component }) => component.kind === kind);
      await Promise.all(kinds('service').map((one) => one.end()));
      await Promise.all(kinds('server').map((one) => one.end()));
      await links.close();
      if (!keep) rmSync(settings.folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all(servers.map((server) => server.install(talk)));
    await startAll(supervised.filter(({ component }) => component.kind === 'server'));
    await pushSchemas(settings, talk);
    await startAll(supervised.filter(({ component }) => component.kind === 'service'));
    return world;
  } catch (error) {
    await world.stop({ keep: true });
    throw error;
  }
}

/** Waits for every one, so that a failure leaves none half started behind. */
async function startAll(all: readonly Supervised[]): Promise<void> {
  const results = await Promise.allSettled(all.map((one) => one.start()));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function directOf(settings: Settings): Direct {
  const data = join(settings.folder, 'data');
  return {
    gatewayUrl: httpAt(settings, 'gatewayHttp'),
    inventoryUrl: httpAt(settings, 'inventoryHttp'),
    kafkaBrokers: addressOf(settings, 'kafka').split(','),
    registryUrl: addressOf(settings, 'schema-registry'),
    mongoUri: addressOf(settings, 'mongo'),
    redisUrl: addressOf(settings, 'redis'),
    bankUrl: addressOf(settings, 'bank'),
    bankLedgerFile: join(data, 'bank', 'ledger.ndjson'),
    redisData: join(data, 'redis'),
  };
}
