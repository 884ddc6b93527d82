import type { Env } from '../paths.ts';

export const DEFAULT_PORT_BASE = 17_000;

/** Every port an instance listens on: its distance from the base, and the variable that sets it by itself. */
export const portTable = {
  mongo: { offset: 17, variable: 'WANDERLUXE_MONGO_PORT' },
  bank: { offset: 70, variable: 'WANDERLUXE_BANK_PORT' },
  redis: { offset: 79, variable: 'WANDERLUXE_REDIS_PORT' },
  gatewayHttp: { offset: 80, variable: 'WANDERLUXE_GATEWAY_PORT' },
  schemaRegistry: { offset: 81, variable: 'WANDERLUXE_SCHEMA_REGISTRY_PORT' },
  inventoryHttp: { offset: 82, variable: 'WANDERLUXE_INVENTORY_PORT' },
  ledgerHttp: { offset: 83, variable: 'WANDERLUXE_LEDGER_PORT' },
  console: { offset: 85, variable: 'WANDERLUXE_CONSOLE_PORT' },
  gatewayOps: { offset: 90, variable: 'WANDERLUXE_GATEWAY_OPS_PORT' },
  inventoryOps: { offset: 91, variable: 'WANDERLUXE_INVENTORY_OPS_PORT' },
  kafka: { offset: 92, variable: 'WANDERLUXE_KAFKA_PORT' },
  kafkaController: { offset: 93, variable: 'WANDERLUXE_KAFKA_CONTROLLER_PORT' },
  paymentOps: { offset: 94, variable: 'WANDERLUXE_PAYMENT_OPS_PORT' },
  ledgerOps: { offset: 95, variable: 'WANDERLUXE_LEDGER_OPS_PORT' },
  kafka2: { offset: 96, variable: 'WANDERLUXE_KAFKA_2_PORT' },
  kafka2Controller: { offset: 97, variable: 'WANDERLUXE_KAFKA_2_CONTROLLER_PORT' },
  kafka3: { offset: 98, variable: 'WANDERLUXE_KAFKA_3_PORT' },
  kafka3Controller: { offset: 99, variable: 'WANDERLUXE_KAFKA_3_CONTROLLER_PORT' },
} as const;

export type PortName = keyof typeof portTable;
export type Ports = Readonly<Record<PortName, number>>;

export const portNames = Object.keys(portTable) as PortName[];

const HIGHEST_PORT = 65_535;
const LOWEST_PORT = 1_024;
const HIGHEST_OFFSET = Math.max(...portNames.map((name) => portTable[name].offset));

export interface Resolved<T> {
  readonly value: T;
  /** One line for each bad setting, naming its variable. */
  readonly faults: readonly string[];
}

function readPort(text: string, variable: string, highest: number, faults: string[]): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= LOWEST_PORT && port <= highest) return port;
  faults.push(`${variable} is "${text}": it must be a whole number from ${LOWEST_PORT} to ${highest}`);
  return LOWEST_PORT;
}

function findClashes(ports: Ports): string[] {
  const namesByPort = Map.groupBy(portNames, (name) => ports[name]);
  return [...namesByPort]
    .filter(([, names]) => names.length > 1)
    .map(
      ([port, names]) => `${names.map((name) => portTable[name].variable).join(' and ')} are both ${port}`,
    );
}

/** Ports from WANDERLUXE_PORT_BASE and the single variables; `known` are the ports that the instance had before. */
export function resolvePorts(env: Env, known?: Ports): Resolved<Ports> {
  const faults: string[] = [];
  const baseText = env.WANDERLUXE_PORT_BASE;
  const base = baseText
    ? readPort(baseText, 'WANDERLUXE_PORT_BASE', HIGHEST_PORT - HIGHEST_OFFSET, faults)
    : DEFAULT_PORT_BASE;
  const ports = Object.fromEntries(
    portNames.map((name) => {
      const { offset, variable } = portTable[name];
      const own = env[variable];
      if (own) return [name, readPort(own, variable, HIGHEST_PORT, faults)];
      // An instance that was started before there was such a port knows none.
      return [name, baseText ? base + offset : (known?.[name] ?? base + offset)];
    }),
  ) as Ports;
  return { value: ports, faults: faults.length > 0 ? faults : findClashes(ports) };
}
