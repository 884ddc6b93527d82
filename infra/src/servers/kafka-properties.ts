import { brokerPorts } from '../settings/kafka-nodes.ts';
import type { Settings } from '../settings/settings.ts';

/** A listener beside the usual one, for clients that are to reach the broker by another way, such as a proxy. */
export interface ExtraListener {
  /** Upper-case letters. */
  readonly name: string;
  readonly port: number;
  /** Where clients of this listener are told to connect. */
  readonly advertisedPort: number;
}

/** What one broker of an instance is told. */
export interface BrokerPlan {
  /** From 1 to the number of brokers. */
  readonly node: number;
  /** Where it keeps its logs. */
  readonly data: string;
  readonly extraListeners?: readonly ExtraListener[];
}

/** A cluster goes on without one broker; what is acknowledged is on two. */
function replication(nodes: number) {
  const minInSync = nodes > 1 ? 2 : 1;
  return {
    'default.replication.factor': nodes,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': nodes,
    'transaction.state.log.replication.factor': nodes,
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': nodes,
    'share.coordinator.state.topic.min.isr': minInSync,
    // With every broker in each partition's replicas, a dead one holds up all producers until its session is over.
    ...(nodes > 1 ? { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 } : {}),
  };
}

function listening({ ports, kafkaNodes }: Settings, { node, extraListeners = [] }: BrokerPlan) {
  const { client, controller } = brokerPorts(kafkaNodes)[node - 1]!;
  const each = (line: (listener: ExtraListener) => string): string =>
    extraListeners.map((listener) => `,${line(listener)}`).join('');
  return {
    listeners: `PLAINTEXT://127.0.0.1:${ports[client]},CONTROLLER://127.0.0.1:${ports[controller]}${each(
      ({ name, port }) => `${name}://127.0.0.1:${port}`,
    )}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports[client]}${each(
      ({ name, advertisedPort }) => `${name}://127.0.0.1:${advertisedPort}`,
    )}`,
    'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${each(
      ({ name }) => `${name}:PLAINTEXT`,
    )}`,
  };
}

/** One broker, which is a controller as well, on 127.0.0.1 only. */
export function serverProperties(settings: Settings, plan: BrokerPlan): string {
  const voters = brokerPorts(settings.kafkaNodes).map(
    ({ node, controller }) => `${node}@127.0.0.1:${settings.ports[controller]}`,
  );
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': plan.node,
    'controller.quorum.voters': voters.join(','),
    ...listening(settings, plan),
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': plan.data,
    // A topic exists because `schemas push` made it; a misspelt name is an error.
    'auto.create.topics.enable': false,
    ...replication(settings.kafkaNodes),
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.num.partitions': 8,
    'group.initial.rebalance.delay.ms': 0,
    // By default 128 MiB of a heap of 256: the old generation was always full, and each collection of it, every few
    // seconds under load, stopped the broker for 110 ms. This is room for 300,000 keys at once.
    'log.cleaner.dedupe.buffer.size': 8 * 1_024 * 1_024,
    // Tests of members that die ask for shorter sessions than the broker's own least of 6 s.
    'group.min.session.timeout.ms': 1_000,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
