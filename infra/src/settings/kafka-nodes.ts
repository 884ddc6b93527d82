import type { Env } from '../paths.ts';
import type { PortName, Resolved } from './ports.ts';

/** How many Kafka brokers an instance has: one, or a cluster that survives the loss of any one of them. */
export type KafkaNodes = 1 | 3;

interface BrokerPorts {
  /** Number of the broker in its cluster, from 1 on. */
  readonly node: number;
  readonly client: PortName;
  readonly controller: PortName;
}

const allBrokerPorts: readonly BrokerPorts[] = [
  { node: 1, client: 'kafka', controller: 'kafkaController' },
  { node: 2, client: 'kafka2', controller: 'kafka2Controller' },
  { node: 3, client: 'kafka3', controller: 'kafka3Controller' },
];

/** Where each broker of a cluster of this size listens. */
export const brokerPorts = (nodes: KafkaNodes): readonly BrokerPorts[] => allBrokerPorts.slice(0, nodes);

const VARIABLE = 'WANDERLUXE_KAFKA_NODES';

/** From the environment, else as at the last start; what lies on disk belongs to one number of brokers for good. */
export function resolveKafkaNodes(env: Env, known?: KafkaNodes): Resolved<KafkaNodes> {
  const text = env[VARIABLE];
  if (!text) return { value: known ?? 1, faults: [] };
  if (text !== '1' && text !== '3')
    return { value: 1, faults: [`${VARIABLE} is "${text}": it must be 1 or 3`] };
  const value = text === '1' ? 1 : 3;
  if (known === undefined || known === value) return { value, faults: [] };
  const fault = `${VARIABLE} is ${value}, but this instance began with ${known}: "wanderluxe down --wipe" first, or another --instance`;
  return { value, faults: [fault] };
}
