import { randomUUID } from 'node:crypto';
import {
  CoalescingPublisher,
  type Codec,
  type ConsumerMetrics,
  createCodec,
  type Lease,
  leaseEffects,
  outboxEffects,
  type Processing,
  parkedEffects,
  type RecordPublisher,
  type RecordSource,
  reconcileLeaseEffects,
  relayLeaseEffects,
  relayOutboxEffects,
  sourceEffects,
  startProcessing,
  transactionEffects,
} from '@wanderluxe/messaging';
import type { MemorySource } from '@wanderluxe/messaging/memory';
import { silentLogger } from '@wanderluxe/runtime';
import { deadLetterTopicOf, retryTopicOf, schemaText, subjectOf, topicNames } from '@wanderluxe/schemas';
import { type Gate, gated } from './gate.ts';
import type { Site } from './ground.ts';
import type { Consuming, Servers } from './servers.ts';
import { RETRY_DELAYS_MS } from './tuning.ts';

const SEND: Site = { name: 'kafka.send', dependency: 'kafka', changes: true, mayBeLate: true };
const JOIN_MS = 300;

const noMetrics: ConsumerMetrics = {
  handled() {},
  failed() {},
  setAside() {},
  alarm() {},
  assigned() {},
};

/** The engine's own Avro, over a registry that knows every schema. Shared: it keeps nothing of what it reads. */
export const codec: Codec = await createCodec({
  directory: {
    idOf: async (subject) => topicNames.findIndex((topic) => subjectOf(topic) === subject) + 1,
    schemaOf: async () => undefined,
  },
  contracts: Object.fromEntries(topicNames.map((topic) => [topic, schemaText(topic)])),
  subjectOf,
});

/** A producer: the engine's own coalescing of sends, over the broker in memory. */
export const publisherOf = (gate: Gate, { broker }: Servers): RecordPublisher =>
  new CoalescingPublisher(
    (records) =>
      gate.call(SEND, async (inPart) => {
        if (!inPart) return broker.append(records);
        const taken = Map.groupBy(records, (record) => JSON.stringify(broker.partitionOf(record)));
        for (const own of taken.values()) if (gate.ground.random.chance(0.5)) broker.append(own);
      }),
    async () => {},
  );

/** A lease in the service's database, as a process sees it. */
export const leaseOf = (gate: Gate, { databases }: Servers, service: Consuming, name: string): Lease =>
  gated(gate, leaseEffects(`${name}-lease`), databases[service].lease(name), { dependency: 'mongo' });

function databasePorts(gate: Gate, servers: Servers, service: Consuming) {
  const { unitOfWork, outbox, parked } = servers.databases[service];
  const lease = (name: string) => servers.databases[service].lease(name);
  const dependency = 'mongo';
  return {
    unitOfWork: gated(gate, transactionEffects, unitOfWork, { dependency, late: ['run'] }),
    outbox: gated(gate, outboxEffects, outbox, { dependency, late: ['markPublished'], inside: ['append'] }),
    relayOutbox: gated(gate, relayOutboxEffects, outbox, { dependency, late: ['markPublished'] }),
    leases: {
      relay: gated(gate, relayLeaseEffects, lease('outbox-relay'), { dependency }),
      reconcile: gated(gate, reconcileLeaseEffects, lease('reconcile'), { dependency }),
    },
    retries: {
      orderingIdOf: (event: { payload: { bookingId: string } }) => event.payload.bookingId,
      retryTopicOf,
      delaysMs: RETRY_DELAYS_MS,
      parked: gated(gate, parkedEffects, parked, { dependency }),
    },
  };
}

/** Outbox, relay and consumer of a service, in a process of its own. `onMember` hears of its place in the group. */
export function processingIn(
  gate: Gate,
  servers: Servers,
  service: Consuming,
  onMember: (member: MemorySource) => void,
): Processing {
  const publisher = publisherOf(gate, servers);
  return startProcessing({
    ...databasePorts(gate, servers, service),
    ...{ service, codec, publisher, logger: silentLogger, metrics: noMetrics, deadLetterTopicOf },
    publishers: { outbox: publisher, relay: publisher, parking: publisher },
    newId: randomUUID,
    reconcileMetrics: () => ({ checked() {} }),
    async sourceOf(topics) {
      const defer = (run: () => void): void => gate.process.after(gate.ground.latencyMs(), run);
      const member = servers.broker.source(service, topics, defer);
      onMember(member);
      return sourceOf(gate, member);
    },
  });
}

/** To join a group takes a while; what is committed is of the generation that its member knew when it was sent. */
function sourceOf(gate: Gate, member: MemorySource): RecordSource {
  const through = (target: RecordSource): RecordSource =>
    gated(gate, sourceEffects, target, { dependency: 'kafka' });
  const source = through(member);
  return {
    ...source,
    async start(sink) {
      gate.process.after(gate.ground.random.between(1, JOIN_MS), () => void source.start(sink));
    },
    commit(positions) {
      const { generation } = member;
      const commit = () => member.commit(positions, generation);
      return through({ ...source, commit }).commit(positions);
    },
  };
}
