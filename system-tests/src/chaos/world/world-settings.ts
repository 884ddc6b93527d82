import { join } from 'node:path';
import { addressOf, findFreePortBase, httpAt, type Settings } from '@wanderluxe/infra';
import {
  type ExtraListener,
  type KafkaNodes,
  recordSettings,
  type ServiceName,
  serviceNames,
  settingsForStart,
} from '@wanderluxe/infra/launcher';
import type { Links, Peer } from './links.ts';

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

export interface WorldSettings {
  readonly settings: Settings;
  readonly portBase: number;
}

/** Worlds that start side by side look for ports at the same time. */
const takenBases = new Set<number>();

async function ownPortBase(): Promise<number> {
  for (;;) {
    const base = await findFreePortBase();
    if (takenBases.has(base)) continue;
    takenBases.add(base);
    return base;
  }
}

export async function worldSettings(brokers: KafkaNodes): Promise<WorldSettings> {
  const { WANDERLUXE_HOME, WANDERLUXE_CACHE, XDG_CACHE_HOME } = process.env;
  const portBase = await ownPortBase();
  const own = { WANDERLUXE_PORT_BASE: `${portBase}`, WANDERLUXE_KAFKA_NODES: `${brokers}` };
  const env = { WANDERLUXE_HOME, WANDERLUXE_CACHE, XDG_CACHE_HOME, ...own };
  const settings = settingsForStart(env, `chaos-${process.pid}-${portBase}`);
  recordSettings(settings);
  return { settings, portBase };
}

const listenerName = (name: ServiceName): string => name.replaceAll('-', '').toUpperCase();

/** A listener of each broker for each service: a client follows what the broker advertises. */
const listenerPort = (portBase: number, name: ServiceName, node: number): number =>
  portBase + 1 + (node - 1) * serviceNames.length + serviceNames.indexOf(name);

export function listenersOf(portBase: number, links: Links, node: number): ExtraListener[] {
  return serviceNames.map((name) => ({
    name: listenerName(name),
    port: listenerPort(portBase, name, node),
    advertisedPort: links.portsOf(`${name}->kafka`)[node - 1]!,
  }));
}

/** Where the processes of a peer listen for this service. */
export function portsFor({ settings, portBase }: WorldSettings, client: ServiceName, peer: Peer): number[] {
  const { ports, kafkaNodes } = settings;
  switch (peer) {
    case 'kafka':
      return Array.from({ length: kafkaNodes }, (_, index) => listenerPort(portBase, client, index + 1));
    case 'schema-registry':
      return [ports.schemaRegistry];
    case 'booking-ledger':
      return [ports.ledgerHttp];
    case 'inventory':
      return [ports.inventoryHttp];
    default:
      return [ports[peer]];
  }
}

export function directOf(settings: Settings): Direct {
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
