import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, findFreePortBase, httpAt, type Settings, type Talk } from '@wanderluxe/infra';
import {
  allOf,
  type Component,
  components,
  probeHttp,
  pushSchemas,
  readLiveRecord,
  recordSettings,
  type ServiceName,
  service,
  serviceNames,
  settingsForStart,
  startAll,
  startComponent,
  stopComponent,
} from '@wanderluxe/infra/launcher';

/** What an engine is made of; left out means the usual. */
export interface Shape {
  readonly kafkaNodes?: 1 | 3;
  readonly partitions?: number;
  readonly inventoryInstances?: number;
  /** Starts the services from their sources instead of their bundles: a profile then tells their packages apart. */
  readonly fromSources?: boolean;
}

/** Settings of one service beside its own; they hold from its next start on. */
type Environment = Readonly<Record<string, string>>;

/** Ports of more instances of a service lie beside the table's own. */
const EXTRA_PORTS_FROM = 20;
const LOOK_EVERY_MS = 20;

/** An engine with servers of its own, every process of which can be stopped, killed and started. */
export class Engine {
  readonly settings: Settings;
  readonly #talk: Talk;
  readonly #components: readonly Component[];
  readonly #environments: Map<ServiceName, Environment>;

  private constructor(
    settings: Settings,
    talk: Talk,
    parts: readonly Component[],
    environments: Map<ServiceName, Environment>,
  ) {
    this.settings = settings;
    this.#talk = talk;
    this.#components = parts;
    this.#environments = environments;
  }

  static async start(shape: Shape, talk: Talk): Promise<Engine> {
    const { WANDERLUXE_HOME, WANDERLUXE_CACHE, XDG_CACHE_HOME } = process.env;
    const portBase = await findFreePortBase();
    const env = {
      ...{ WANDERLUXE_HOME, WANDERLUXE_CACHE, XDG_CACHE_HOME, WANDERLUXE_PORT_BASE: `${portBase}` },
      WANDERLUXE_KAFKA_NODES: `${shape.kafkaNodes ?? 1}`,
    };
    const settings = settingsForStart(env, `bench-${process.pid}-${portBase}`);
    recordSettings(settings);
    const environments = new Map<ServiceName, Environment>();
    const parts = partsOf(settings, shape, portBase, environments);
    const engine = new Engine(settings, talk, parts, environments);
    try {
      await startAll(engine.#of('server'), settings, talk);
      await pushSchemas(settings, talk, shape.partitions);
      await startAll(engine.#of('service'), settings, talk);
      return engine;
    } catch (error) {
      await engine.stop();
      throw error;
    }
  }

  get gatewayUrl(): string {
    return httpAt(this.settings, 'gatewayHttp');
  }

  get inventoryUrl(): string {
    return httpAt(this.settings, 'inventoryHttp');
  }

  get bankUrl(): string {
    return addressOf(this.settings, 'bank');
  }

  get kafkaBrokers(): string[] {
    return addressOf(this.settings, 'kafka').split(',');
  }

  get registryUrl(): string {
    return addressOf(this.settings, 'schema-registry');
  }

  /** Names of the processes of a service. */
  instancesOf(name: ServiceName): string[] {
    return this.#components.map((part) => part.name).filter((own) => own.replace(/-\d+$/, '') === name);
  }

  opsUrlOf(name: string): string {
    return this.#named(name).addresses.opsUrl!;
  }

  /** Settings of a service from its next start on; an empty object takes them back. */
  configure(name: ServiceName, environment: Environment): void {
    this.#environments.set(name, environment);
  }

  /** Resolves when it is ready. */
  async startProcess(name: string): Promise<void> {
    await startComponent(this.#named(name), this.settings.folder, this.#talk);
  }

  /** SIGTERM, and time to end by itself. */
  async stopProcess(name: string): Promise<void> {
    await stopComponent(this.#named(name), this.settings.folder, this.#talk);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(name: string): Promise<void> {
    const record = readLiveRecord(this.settings.folder, name);
    if (!record) throw new Error(`${name} does not run`);
    process.kill(record.process.pid, 'SIGKILL');
    while (readLiveRecord(this.settings.folder, name)) await sleep(LOOK_EVERY_MS);
  }

  async restartServices(): Promise<void> {
    const services = this.#of('service').map(({ name }) => name);
    await allOf(services.map((name) => this.stopProcess(name)));
    await allOf(services.map((name) => this.startProcess(name)));
  }

  /** Processes that should run and do not. */
  missing(): string[] {
    const { folder } = this.settings;
    return this.#components.map(({ name }) => name).filter((name) => !readLiveRecord(folder, name));
  }

  /** Ends everything and deletes what it wrote. */
  async stop(): Promise<void> {
    for (const kind of ['service', 'server'] as const)
      await allOf(this.#of(kind).map(({ name }) => this.stopProcess(name)));
    rmSync(this.settings.folder, { recursive: true, force: true });
  }

  #of(kind: Component['kind']): Component[] {
    return this.#components.filter((part) => part.kind === kind);
  }

  #named(name: string): Component {
    const found = this.#components.find((part) => part.name === name);
    if (!found) throw new Error(`the engine has no process ${name}`);
    return found;
  }
}

function partsOf(
  settings: Settings,
  { inventoryInstances = 1, fromSources = false }: Shape,
  portBase: number,
  environments: ReadonlyMap<ServiceName, Environment>,
): Component[] {
  const servers = components(settings).filter(({ kind }) => kind === 'server');
  const services = serviceNames.map((name) => service(settings, name));
  const more = Array.from({ length: inventoryInstances - 1 }, (_, index) =>
    another(service(settings, 'inventory'), index + 2, portBase + EXTRA_PORTS_FROM + 2 * index),
  );
  return [...servers, ...[...services, ...more].map((part) => configured(part, environments, fromSources))];
}

/** One more instance of a service, on two ports of its own. */
function another(component: Component, number: number, firstPort: number): Component {
  const opsUrl = `http://127.0.0.1:${firstPort + 1}`;
  return {
    ...component,
    ...{ name: `${component.name}-${number}`, ports: [], addresses: { opsUrl } },
    probe: () => probeHttp(`${opsUrl}/readyz`),
    launch: async (talk) => {
      const launch = await component.launch(talk);
      const ports = { HTTP_PORT: `${firstPort}`, OPS_PORT: `${firstPort + 1}` };
      return { ...launch, env: { ...launch.env, ...ports } };
    },
  };
}

function configured(
  component: Component,
  environments: ReadonlyMap<ServiceName, Environment>,
  fromSources: boolean,
): Component {
  const name = component.name.replace(/-\d+$/, '') as ServiceName;
  return {
    ...component,
    launch: async (talk) => {
      const launch = await component.launch(talk);
      const args = fromSources ? ['src/main.ts'] : launch.args;
      return { ...launch, args, env: { ...launch.env, ...environments.get(name) } };
    },
  };
}
