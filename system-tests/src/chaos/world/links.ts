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
const variableOf: Readonly<Record<Peer, (...ports: readonly number[]) => Record<string, string>>> = {
  kafka: (...ports) => ({ KAFKA_BROKERS: ports.map((port) => `127.0.0.1:${port}`).join(',') }),
  'schema-registry': (port) => ({ SCHEMA_REGISTRY_URL: `http://127.0.0.1:${port}` }),
  mongo: (port) => ({ MONGODB_URI: `mongodb://127.0.0.1:${port}/?directConnection=true` }),
  redis: (port) => ({ REDIS_URL: `redis://127.0.0.1:${port}` }),
  bank: (port) => ({ BANK_URL: `http://127.0.0.1:${port}` }),
  'booking-ledger': (port) => ({ LEDGER_URL: `http://127.0.0.1:${port}` }),
  inventory: (port) => ({ INVENTORY_URL: `http://127.0.0.1:${port}` }),
};

interface Link {
  /** One for each process of the peer: a Kafka cluster has several brokers. */
  readonly proxies: readonly TcpProxy[];
  readonly ports: readonly number[];
  /** Faults on it now; the latest rules. */
  readonly modes: ProxyMode[];
}

/** The proxies of all links. */
export class Links {
  readonly #links: ReadonlyMap<LinkName, Link>;

  private constructor(links: ReadonlyMap<LinkName, Link>) {
    this.#links = links;
  }

  /** @param portsOf where the processes of a peer really listen for this service */
  static async open(portsOf: (service: ServiceName, peer: Peer) => readonly number[]): Promise<Links> {
    const links = new Map<LinkName, Link>();
    for (const name of linkNames) {
      const [service, peer] = name.split('->') as [ServiceName, Peer];
      const proxies = portsOf(service, peer).map((port) => new TcpProxy({ host: '127.0.0.1', port }));
      const ports = await Promise.all(proxies.map((proxy) => proxy.start()));
      links.set(name, { proxies, ports, modes: [] });
    }
    return new Links(links);
  }

  portsOf(name: LinkName): readonly number[] {
    return this.#of(name).ports;
  }

  /** The part of a service's environment that says where its peers are. */
  environmentOf(service: ServiceName): Record<string, string> {
    const parts = linkTable[service].map((peer) => variableOf[peer](...this.portsOf(`${service}->${peer}`)));
    return Object.assign({}, ...parts);
  }

  /** Until the function returned is called. */
  disturb(name: LinkName, mode: ProxyMode): () => void {
    const { proxies, modes } = this.#of(name);
    const set = (now: ProxyMode): void => {
      for (const proxy of proxies) proxy.set(now);
    };
    modes.push(mode);
    set(mode);
    return () => {
      const at = modes.indexOf(mode);
      if (at >= 0) modes.splice(at, 1);
      set(modes.at(-1) ?? { kind: 'pass' });
    };
  }

  trafficOf(name: LinkName): ProxyTraffic {
    const traffic = this.#of(name).proxies.map((proxy) => proxy.traffic);
    const sum = (side: keyof ProxyTraffic): number => traffic.reduce((all, bytes) => all + bytes[side], 0);
    return { toServer: sum('toServer'), toClient: sum('toClient') };
  }

  async close(): Promise<void> {
    const proxies = [...this.#links.values()].flatMap((link) => link.proxies);
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  }

  #of(name: LinkName): Link {
    const link = this.#links.get(name);
    if (!link) throw new Error(`there is no link ${name}: see linkTable`);
    return link;
  }
}
