import type { Settings } from '../settings/settings.ts';
import { bank } from './bank.ts';
import type { Component } from './component.ts';
import { operationsConsole } from './console.ts';
import { kafka } from './kafka.ts';
import { mongo } from './mongo.ts';
import { redis } from './redis.ts';
import { schemaRegistry } from './schema-registry.ts';
import { service, serviceNames } from './services.ts';

/** Everything an instance consists of, in the order in which `status` shows it. */
export function components(settings: Settings): Component[] {
  const services = serviceNames.map((name) => service(settings, name));
  const servers = [schemaRegistry, mongo, redis, bank].map((server) => server(settings));
  return [...services, operationsConsole(settings), ...kafka(settings), ...servers];
}
