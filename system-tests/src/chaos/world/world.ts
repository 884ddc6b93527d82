import { rmSync } from 'node:fs';
import type { Settings, Talk } from '@wanderluxe/infra';
import {
  bank,
  type Component,
  type KafkaNodes,
  kafka,
  mongo,
  pushSchemas,
  redis,
  type ServiceName,
  schemaRegistry,
  service,
  serviceNames,
} from '@wanderluxe/infra/launcher';
import { Observer } from '../evidence/observer.ts';
import { Links } from './links.ts';
import { registerNextSchemas } from './next-schemas.ts';
import { Supervised, type UnexpectedEnd } from './supervised.ts';
import { tuning } from './tuning.ts';
import { type Direct, directOf, listenersOf, portsFor, worldSettings } from './world-settings.ts';

export type ServerName = 'kafka' | 'schema-registry' | 'mongo' | 'redis' | 'bank';
export type ProcessName = ServiceName | ServerName;

/** An engine with servers of its own, every one of which may be killed. */
export interface World {
  readonly settings: Settings;
  readonly direct: Direct;
  readonly links: Links;
  /** "kafka" is the first broker. */
  readonly processes: Readonly<Record<ProcessName, Supervised>>;
  readonly all: readonly Supervised[];
  readonly brokers: readonly Supervised[];
  /** Under which records of the next version of a contract are written. */
  readonly nextSchemaIds: ReadonlySet<number>;
  /** Sees every record from the world's beginning on. */
  readonly observer: Observer;
  /** A second instance of the service beside the first; end it when done. */
  rivalOf(name: ServiceName): Supervised;
  unexpectedEnds(): UnexpectedEnd[];
  /** Ends everything; what it wrote stays when `keep`. */
  stop(options: { keep: boolean }): Promise<void>;
}

export interface WorldOptions {
  /** Changes how a service is launched; by default it is the usual one with the shorter times of `tuning`. */
  readonly adapt?: (component: Component, name: ServiceName, direct: Direct) => Component;
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

/** The same service on ports that nobody knows: its own word must do to tell that it is up. */
function rival(component: Component, name: string, folder: string, talk: Talk): Supervised {
  const ports = { OPS_PORT: '0', HTTP_PORT: '0' };
  const one: Supervised = new Supervised(
    {
      ...component,
      name,
      launch: async (own) => {
        const launch = await component.launch(own);
        return { ...launch, env: { ...launch.env, ...ports } };
      },
      probe: async () => (one.hasComeUp ? null : 'it is not up yet'),
    },
    folder,
    talk,
  );
  return one;
}

/** Installs what is missing, starts servers and services; the services reach everything through proxies only. */
export async function startWorld(
  brokers: KafkaNodes,
  talk: Talk,
  { adapt = (component) => component }: WorldOptions = {},
): Promise<World> {
  const own = await worldSettings(brokers);
  const { settings, portBase } = own;
  const direct = directOf(settings);
  const links = await Links.open((client, peer) => portsFor(own, client, peer));
  const kafkas = kafka(settings, (node) => listenersOf(portBase, links, node));
  const servers = [...kafkas, ...[schemaRegistry, mongo, redis, bank].map((of) => of(settings))];
  const services = serviceNames.map((name) =>
    adapt(behindProxies(service(settings, name), name, links), name, direct),
  );
  const all = [...servers, ...services].map((one) => new Supervised(one, settings.folder, talk));
  const processes = Object.fromEntries(all.map((one) => [one.component.name, one])) as World['processes'];
  const observer = Observer.of(direct.kafkaBrokers);
  const rivals: Supervised[] = [];
  const nextSchemaIds = new Set<number>();
  const of = (kind: Component['kind']) => all.filter(({ component }) => component.kind === kind);
  const world: World = {
    ...{ settings, direct, links, processes, all, observer, nextSchemaIds },
    brokers: all.slice(0, kafkas.length),
    rivalOf(name) {
      const { component } = processes[name];
      const one = rival(component, `${name}-rival-${rivals.length + 1}`, settings.folder, talk);
      rivals.push(one);
      return one;
    },
    unexpectedEnds: () => [...all, ...rivals].flatMap(({ unexpectedEnds }) => unexpectedEnds),
    async stop({ keep }) {
      await observer.close();
      await Promise.all([...rivals, ...of('service')].map((one) => one.end()));
      await Promise.all(of('server').map((one) => one.end()));
      await links.close();
      if (!keep) rmSync(settings.folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all(servers.map((server) => server.install(talk)));
    await startAll(of('server'));
    await pushSchemas(settings, talk);
    for (const id of await registerNextSchemas(settings)) nextSchemaIds.add(id);
    await Promise.all([startAll(of('service')), observer.start()]);
    await warmUp(direct.gatewayUrl);
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

/** Reads of what is not there: they go over the gateway's links to other services, which a schedule may hardly use. */
async function warmUp(gatewayUrl: string): Promise<void> {
  const availability = '/api/v1/properties/nowhere/availability?from=2030-01-01&to=2030-01-02';
  for (const path of ['/api/v1/bookings/nobody', availability]) {
    const response = await fetch(new URL(path, gatewayUrl));
    await response.arrayBuffer();
  }
}
