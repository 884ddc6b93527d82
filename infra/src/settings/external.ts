import type { Env } from '../paths.ts';
import type { Resolved } from './ports.ts';

interface ExternalServer {
  readonly variable: string;
  readonly isValid: (text: string) => boolean;
  readonly example: string;
}

function hasScheme(...schemes: string[]): (text: string) => boolean {
  return (text) => {
    const url = URL.parse(text);
    return url !== null && schemes.includes(url.protocol) && url.hostname !== '';
  };
}

// A Mongo address may list several hosts, which is not a URL.
const isMongoAddress = (text: string): boolean => /^mongodb(\+srv)?:\/\/[^/\s]+(\/\S*)?$/.test(text);
const isBrokerList = (text: string): boolean => /^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/.test(text);

/** Servers that the environment may name. One that is named is used as it is, never started, never stopped. */
export const externalServers = {
  kafka: { variable: 'KAFKA_BROKERS', isValid: isBrokerList, example: 'host:9092,other:9092' },
  'schema-registry': {
    variable: 'SCHEMA_REGISTRY_URL',
    isValid: hasScheme('http:', 'https:'),
    example: 'http://host:8081',
  },
  mongo: {
    variable: 'MONGODB_URI',
    isValid: isMongoAddress,
    example: 'mongodb://host:27017/?replicaSet=rs0',
  },
  redis: { variable: 'REDIS_URL', isValid: hasScheme('redis:', 'rediss:'), example: 'redis://host:6379' },
  bank: { variable: 'BANK_URL', isValid: hasScheme('http:', 'https:'), example: 'http://host:7070' },
} as const satisfies Record<string, ExternalServer>;

export type ServerName = keyof typeof externalServers;
export type External = Readonly<Partial<Record<ServerName, string>>>;

export const serverNames = Object.keys(externalServers) as ServerName[];

export function resolveExternal(env: Env): Resolved<External> {
  const named = serverNames.flatMap((name) => {
    const address = env[externalServers[name].variable];
    return address ? [{ name, address, ...externalServers[name] }] : [];
  });
  const faults = named
    .filter((server) => !server.isValid(server.address))
    .map((server) => `${server.variable} is "${server.address}": it must look like ${server.example}`);
  return { value: Object.fromEntries(named.map((server) => [server.name, server.address])), faults };
}
