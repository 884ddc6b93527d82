import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { cacheFolder, type Env, instancesHome } from '../paths.ts';
import { type External, resolveExternal } from './external.ts';
import { type KafkaNodes, resolveKafkaNodes } from './kafka-nodes.ts';
import { type Ports, resolvePorts } from './ports.ts';

/** What an instance is made of: where it keeps its things and where everything listens. */
export interface Settings {
  readonly instance: string;
  /** Data, logs, process records and generated configuration of this instance. */
  readonly folder: string;
  /** Built servers, shared by all instances. */
  readonly cache: string;
  readonly ports: Ports;
  /** Kafka brokers of its own. */
  readonly kafkaNodes: KafkaNodes;
  /** Addresses of servers that are somebody else's. */
  readonly external: External;
}

type Known = Pick<Settings, 'ports' | 'kafkaNodes'>;

export const DEFAULT_INSTANCE = 'default';
const INSTANCE_PATTERN = /^[a-z0-9][a-z0-9-]{0,39}$/;

const nameOf = (env: Env, chosen?: string): string => chosen || env.WANDERLUXE_INSTANCE || DEFAULT_INSTANCE;

export function resolveInstance(
  env: Env,
  chosen?: string,
): { instance: string; folder: string; faults: string[] } {
  const instance = nameOf(env, chosen);
  const faults = INSTANCE_PATTERN.test(instance)
    ? []
    : [`--instance or WANDERLUXE_INSTANCE is "${instance}": use at most 40 of a-z, 0-9 and "-"`];
  return { instance, folder: join(instancesHome(env), instance), faults };
}

export function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new CommandError(
    `${faults.length === 1 ? 'a setting is' : 'some settings are'} wrong:\n  ${faults.join('\n  ')}`,
    {
      remedy: 'correct or unset the variables named above',
    },
  );
}

/**
 * The settings that the environment asks for. All faults are thrown at once as one CommandError.
 * @param known of the instance's last start: its ports stay unless the environment sets others.
 */
export function resolveSettings(env: Env, chosen?: string, known?: Known): Settings {
  const { instance, folder, faults } = resolveInstance(env, chosen);
  const ports = resolvePorts(env, known?.ports);
  const nodes = resolveKafkaNodes(env, known?.kafkaNodes);
  const external = resolveExternal(env);
  refuse([...faults, ...ports.faults, ...nodes.faults, ...external.faults]);
  const cache = cacheFolder(env);
  return { instance, folder, cache, ports: ports.value, kafkaNodes: nodes.value, external: external.value };
}
