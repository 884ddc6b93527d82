import { type ProxyMode, type ProxyTraffic, TcpProxy } from '@wanderluxe/infra/faults';
import type { ServiceName } from '@wanderluxe/infra/launcher';

/** What a service connects to. */
export type Peer = 'kafka' | 'schema-registry' | 'mongo' | 'redis' | 'bank' | 'booking-ledger' | 'inventory';

/** Every connection between a service and something else goes over one of these, each through its own proxy. */
export const linkTable: Readonly<Record<ServiceName, readonly Peer[]>> = {
  gateway: ['kafka', 'schema-registry', 'redis', 'booking-ledger', 'inventory'],
  inventory: ['kafka', 'schema-registry', 'mongo', 'redis'],
  payment: ['kafka', 'schema-registry', 'mongo', 'redis', 'bank'],
  'booking-ledger': ['kafka', 'schema-registry', 'mongo'],
};

export type LinkName = `${ServiceName}->${Peer}`;

export const linkNames: readonly LinkName[] = (Object.keys(linkTable) as ServiceName[]).flatMap((service) =>
  linkTable[service].map((peer) => `${service}->${peer}` as const),
);

/** How a service is told where a peer is. */
const variableOf: Readonly<Record<Peer, (port: number) => Record<string, string>>> = {
  kafka: (port) => ({ KAFKA_BROKERS: `127.0.0.1:${port}` }),
  'schema-registry': (port) => ({ SCHEMA_REGISTRY_URL: `http://127.0.0.1:${port}` }),
  mongo: (port) => ({ MONGODB_URI: `mongodb://127.0.0.1:${port}/?directConnection=true` }),
  redis: (port) => ({ REDIS_URL: `redis://127.0.0.1:${port}` }),
  bank: (port) => ({ BANK_URL: `http://127.0.0.1:${port}` }),
  'booking-ledger': (port) => ({ LEDGER_URL: `http://127.0.0.1:${port}` }),
  inventory: (port) => ({ INVENTORY_URL: `http://127.0.0.1:${port}` }),
};

interface Link {
  readonly proxy: TcpProxy;
  readonly port: number;
  /** Faults on it now; the latest rules. */
  readonly modes: ProxyMode[];
}

/** The proxies of all links. */
export class Links {
  readonly #links: ReadonlyMap<LinkName, Link>;

  private constructor(links: ReadonlyMap<LinkName, Link>) {
    this.#links = links;
  }

  /** @param portOf where a peer really listens for this service */
  static async open(portOf: (service: ServiceName, peer: Peer) => number): Promise<Links> {
    const links = new Map<LinkName, Link>();
    for (const name of linkNames) {
      const [service, peer] = name.split('->') as [ServiceName, Peer];
      const proxy = new TcpProxy({ host: '127.0.0.1', port: portOf(service, peer) });
      links.set(name, { proxy, port: await proxy.start(), modes: [] });
    }
    return new Links(links);
  }

  portOf(name: LinkName): number {
    return this.#of(name).port;
  }

  /** The part of a service's environment that says where its peers are. */
  environmentOf(service: ServiceName): Record<string, string> {
    const parts = linkTable[service].map((peer) => variableOf[peer](this.portOf(`${service}->${peer}`)));
    return Object.assign({}, ...parts);
  }

  /** Until the function returned is called. */
  disturb(name: LinkName, mode: ProxyMode): () => void {
    const { proxy, modes } = this.#of(name);
    modes.push(mode);
    proxy.set(mode);
    return () => {
      const at = modes.indexOf(mode);
      if (at >= 0) modes.splice(at, 1);
      proxy.set(modes.at(-1) ?? { kind: 'pass' });
    };
  }

  traffic(): Record<LinkName, ProxyTraffic> {
    const entries = [...this.#links].map(([name, { proxy }]) => [name, proxy.traffic] as const);
    return Object.fromEntries(entries) as Record<LinkName, ProxyTraffic>;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map(({ proxy }) => proxy.stop()));
  }

  #of(name: LinkName): Link {
    const link = this.#links.get(name);
    if (!link) throw new Error(`there is no link ${name}: see linkTable`);
    return link;
  }
}
