/** The only file that knows kafkajs: another client is another file with these functions. */

import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, {
  type Admin,
  type Consumer,
  type EachBatchPayload,
  type Kafka,
  type Producer,
} from 'kafkajs';
import type { OutgoingRecord, RecordPublisher, RecordSink, RecordSource } from '../ports.ts';
import { type KafkaAdmin, type KafkaOptions, topicConfig } from './cluster.ts';
import { CoalescingPublisher } from './coalescing-publisher.ts';
import { FetchPace } from './fetch-pace.ts';
import { Join } from './join.ts';
import { byTopic, grouped, incoming } from './records.ts';
import { SendTargets } from './send-targets.ts';

/**
 * Consumers get a client of their own with few, short retries: when the group's coordinator dies, a patient client
 * goes on delivering while its commits stand still, and all of it comes again (measured in docs/tuning.md).
 */
const CONSUMER_RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 500 };
/** Producers are patient: an idempotent one must not give up, or its sequence numbers break. */
const PRODUCER_RETRY = { initialRetryTime: 100, maxRetryTime: 500, retries: Number.MAX_SAFE_INTEGER };
/** Final to the client, though it is what a broker says that comes back after it was frozen. */
const TRANSIENT_CRASHES = new Set(['KafkaJSGroupCoordinatorNotFound']);
/** A plain error of the client, about a connection that was closed between two of its steps. */
const NOT_CONNECTED = 'Broker not connected';
/** The client may wrap what it gave up at into an error that says only that. */
const isTransient = ({ name, message, cause }: Error): boolean =>
  TRANSIENT_CRASHES.has(name) ||
  message === NOT_CONNECTED ||
  (cause instanceof Error && TRANSIENT_CRASHES.has(cause.name));
const RUN_AGAIN_MS = 1_000;
/** A member whose join takes longer leaves when that is over. */
const STOP_WAITS_MS = 5_000;
const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 15_000;
const METADATA_MAX_AGE_MS = 3_000;
const MAX_WAIT_MS = 250;
const MAX_BYTES_PER_PARTITION = 512 * 1024;

function client({ brokers, clientId, logger }: KafkaOptions, retry: typeof PRODUCER_RETRY): Kafka {
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => {
      const level = entry.level === kafkajs.logLevel.ERROR ? 'warn' : 'debug';
      const { message, timestamp: _, logger: __, ...fields } = entry.log;
      logger[level](`kafkajs: ${message}`, fields);
    },
  });
}

/** An idempotent producer with acks=all; connected once this resolves. */
export async function kafkaPublisher(options: KafkaOptions): Promise<RecordPublisher> {
  const targets = new SendTargets();
  let producer = await connectedProducer(options, targets);
  let closed = false;
  const send = async (records: readonly OutgoingRecord[]) => {
    const current = producer;
    targets.begin();
    try {
      targets.requireAll(await current.sendBatch({ acks: -1, topicMessages: byTopic(records) }));
    } catch (error) {
      if (closed) throw error;
      // kafkajs takes back the sequence numbers of the whole send, also of what the broker took: under this producer's
      // id the next records would pass for repetitions, be acknowledged and be dropped.
      producer = await connectedProducer(options, targets);
      current.disconnect().catch(() => {});
      throw error;
    }
  };
  const close = () => {
    closed = true;
    return producer.disconnect();
  };
  return new CoalescingPublisher(send, close);
}

async function connectedProducer(options: KafkaOptions, targets: SendTargets): Promise<Producer> {
  const producer = client(options, PRODUCER_RETRY).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    createPartitioner: () => targets.watching(kafkajs.Partitioners.DefaultPartitioner()),
  });
  await producer.connect();
  return producer;
}

export interface SourceOptions extends KafkaOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Without a heartbeat for so long the group goes on without this member; 10 s when it is not given. */
  readonly sessionTimeoutMs?: number | undefined;
  /** Called when the client gave up for good: only a restart of the process helps. */
  readonly onFatal: (error: Error) => void;
}

/** A group member whose work finishes out of order: positions move when told, not when a batch returns. */
export function kafkaSource(options: SourceOptions): RecordSource {
  const { groupId, sessionTimeoutMs = SESSION_TIMEOUT_MS } = options;
  let stopped = false;
  const consumer = client(options, CONSUMER_RETRY).consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.min(HEARTBEAT_INTERVAL_MS, sessionTimeoutMs / 4),
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    maxWaitTimeInMs: MAX_WAIT_MS,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    allowAutoTopicCreation: false,
    retry: { ...CONSUMER_RETRY, restartOnFailure: async () => !stopped },
  });
  const join = new Join();
  consumer.on(consumer.events.GROUP_JOIN, () => join.ends());
  consumer.on(consumer.events.CRASH, ({ payload }) => (payload.restart ? join.begins() : join.ends()));
  const fetches = new FetchPace();
  consumer.on(consumer.events.FETCH, () => fetches.begin());
  let joined = false;
  const run = async (sink: RecordSink): Promise<void> => {
    await consumer.connect();
    if (stopped) return consumer.disconnect();
    join.begins();
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: FetchPace.WORKERS,
      eachBatch: (payload) => fetches.hold(deliver(payload, sink)),
    });
  };
  const runAgain = async (sink: RecordSink): Promise<void> => {
    await sleep(RUN_AGAIN_MS);
    if (!stopped) await run(sink).catch(() => runAgain(sink));
  };
  return {
    async start(sink) {
      followMembership(consumer, sink, { ...options, runAgain: () => void runAgain(sink) }, (now) => {
        joined = now;
      });
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
      await run(sink);
    },
    resume: (partitions) => consumer.resume(grouped(partitions)),
    commit: (positions) =>
      consumer.commitOffsets(
        positions.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
      ),
    isJoined: () => joined,
    async stop() {
      stopped = true;
      const stopping = join.over().then(() => consumer.disconnect());
      stopping.catch(() => {});
      await Promise.race([stopping, sleep(STOP_WAITS_MS, undefined, { ref: false })]);
    },
  };
}

/** Tells the sink and the caller what the client says of its place in the group. */
export function followMembership(
  consumer: Pick<Consumer, 'events' | 'on' | 'resume'>,
  sink: Pick<RecordSink, 'assigned'>,
  options: Pick<SourceOptions, 'groupId' | 'logger' | 'onFatal'> & { readonly runAgain: () => void },
  setJoined: (now: boolean) => void,
): void {
  const { GROUP_JOIN, HEARTBEAT, REBALANCING, DISCONNECT, CRASH, STOP } = consumer.events;
  // A join that failed while the coordinator was loading is not always repeated: when the old membership turns out
  // to be valid still, the client goes on with it and says so by its heartbeats alone.
  consumer.on(HEARTBEAT, () => setJoined(true));
  consumer.on(GROUP_JOIN, ({ payload }) => {
    setJoined(true);
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    sink.assigned(partitions);
    // kafkajs remembers the pause of a partition that was lost in between: it would come back frozen.
    if (partitions.length > 0) consumer.resume(grouped(partitions));
  });
  for (const event of [REBALANCING, DISCONNECT, STOP]) consumer.on(event, () => setJoined(false));
  consumer.on(CRASH, ({ payload }) => {
    setJoined(false);
    options.logger.warn('the Kafka consumer crashed', {
      group: options.groupId,
      restart: payload.restart,
      error: payload.error,
    });
    if (payload.restart) return;
    if (isTransient(payload.error)) options.runAgain();
    else options.onFatal(payload.error);
  });
}

/** Hands over what the sink takes; the rest stays unread and its partition pauses, also after a lost pause. Answers how many came. */
function deliver(
  { batch, resolveOffset, pause, isStale, isRunning }: EachBatchPayload,
  sink: RecordSink,
): number {
  if (isStale() || !isRunning()) return 0;
  const taken = sink.offer(batch.messages.map((message) => incoming(batch.topic, batch.partition, message)));
  const last = batch.messages[taken - 1];
  if (last) resolveOffset(last.offset);
  if (taken < batch.messages.length) pause();
  return batch.messages.length;
}

export async function kafkaAdmin(options: KafkaOptions): Promise<KafkaAdmin> {
  const admin = client(options, CONSUMER_RETRY).admin();
  await admin.connect();
  const missingTopics = async (topics: readonly string[]) => {
    const existing = new Set(await admin.listTopics());
    return topics.filter((topic) => !existing.has(topic));
  };
  return {
    missingTopics,
    async createTopics(plans) {
      const missing = await missingTopics(plans.map(({ topic }) => topic));
      const topics = plans.filter(({ topic }) => missing.includes(topic)).map(topicConfig);
      if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
      await hasLeaders(admin, missing);
      return missing;
    },
    deleteTopics: (topics) => admin.deleteTopics({ topics: [...topics] }),
    async offsets(groupId, topic) {
      const ends = await admin.fetchTopicOffsets(topic);
      const [committed] = await onceCoordinated(() => admin.fetchOffsets({ groupId, topics: [topic] }));
      const positions = ends.map(({ partition, offset, low }) => {
        const known = committed?.partitions.find((other) => other.partition === partition)?.offset ?? '-1';
        return { partition, end: Number(offset), committed: Number(known === '-1' ? low : known) };
      });
      return positions.sort((a, b) => a.partition - b.partition);
    },
    async committed(groupId) {
      const topics = await onceCoordinated(() => admin.fetchOffsets({ groupId }));
      const known = topics.map(({ topic, partitions }) => {
        const own = partitions.filter(({ offset }) => offset !== '-1');
        return [topic, new Map(own.map(({ partition, offset }) => [partition, Number(offset)]))] as const;
      });
      return new Map(known);
    },
    async bounds(topic) {
      const bounds = (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
        return { partition, start: Number(low), end: Number(high) };
      });
      return bounds.sort((a, b) => a.partition - b.partition);
    },
    async offsetsAt(topic, timeMs) {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, timeMs);
      return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
    },
    async leaders(topic) {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics.flatMap((found) => found.partitions);
      return partitions.sort((a, b) => a.partitionId - b.partitionId).map(({ leader }) => leader);
    },
    async topicsOf(group) {
      const { groups } = await admin.describeGroups([group]);
      const assigned = groups.flatMap(({ members }) =>
        members.map((member) => kafkajs.AssignerProtocol.MemberAssignment.decode(member.memberAssignment)),
      );
      return [...new Set(assigned.flatMap((member) => Object.keys(member?.assignment ?? {})))].sort();
    },
    close: () => admin.disconnect(),
  };
}

/** The partition of so many in which a producer of ours writes the records of a key. */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [] },
  }));
  const choose = kafkajs.Partitioners.DefaultPartitioner();
  return choose({ topic: '', partitionMetadata, message: { key, value: null } });
}

/** kafkajs finds a group's coordinator, but gives up when that one is still taking over, as in a new cluster. */
async function onceCoordinated<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error as { retriable?: boolean }).retriable || tries === LEADER_TRIES) throw error;
      await sleep(LEADER_WAIT_MS);
    }
  }
}

const LEADER_TRIES = 150;
const LEADER_WAIT_MS = 100;

/** Not `waitForLeaders`: it gives up on a topic that is too new to be known. */
async function hasLeaders(admin: Admin, topics: readonly string[]): Promise<void> {
  for (let tries = 0; topics.length > 0; tries += 1) {
    const partitions = await admin.fetchTopicMetadata({ topics: [...topics] }).then(
      (metadata) => metadata.topics.flatMap((topic) => topic.partitions),
      () => [],
    );
    if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return;
    if (tries === LEADER_TRIES)
      throw new Error(`created, but still without leaders: ${topics.join(', ')}. Look at the brokers' logs`);
    await sleep(LEADER_WAIT_MS);
  }
}
