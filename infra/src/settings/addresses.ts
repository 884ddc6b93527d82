import type { ServerName } from './external.ts';
import { brokerPorts } from './kafka-nodes.ts';
import type { PortName } from './ports.ts';
import type { Settings } from './settings.ts';

const ownAddress: Readonly<Record<ServerName, (settings: Settings) => string>> = {
  kafka: ({ ports, kafkaNodes }) =>
    brokerPorts(kafkaNodes)
      .map(({ client }) => `127.0.0.1:${ports[client]}`)
      .join(','),
  'schema-registry': ({ ports }) => `http://127.0.0.1:${ports.schemaRegistry}`,
  // A direct connection works for a one-node replica set as well, and before it has been initiated.
  mongo: ({ ports }) => `mongodb://127.0.0.1:${ports.mongo}/?directConnection=true`,
  redis: ({ ports }) => `redis://127.0.0.1:${ports.redis}`,
  bank: ({ ports }) => `http://127.0.0.1:${ports.bank}`,
};

/** Where clients reach a server: the environment's address, or the instance's own. */
export const addressOf = (settings: Settings, server: ServerName): string =>
  settings.external[server] ?? ownAddress[server](settings);

export const httpAt = (settings: Settings, port: PortName): string =>
  `http://127.0.0.1:${settings.ports[port]}`;

/** What anything that talks to this instance needs to know, by the names that the services read. */
export function instanceEnvironment(settings: Settings): Record<string, string> {
  return {
    KAFKA_BROKERS: addressOf(settings, 'kafka'),
    SCHEMA_REGISTRY_URL: addressOf(settings, 'schema-registry'),
    MONGODB_URI: addressOf(settings, 'mongo'),
    REDIS_URL: addressOf(settings, 'redis'),
    BANK_URL: addressOf(settings, 'bank'),
    GATEWAY_URL: httpAt(settings, 'gatewayHttp'),
    INVENTORY_URL: httpAt(settings, 'inventoryHttp'),
    LEDGER_URL: httpAt(settings, 'ledgerHttp'),
  };
}
