import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createCodec,
  type IncomingRecord,
  type KafkaOptions,
  kafkaAdmin,
  kafkaSource,
  moveOffsets,
  registryDirectory,
  type TopicPartition,
  UnreadableRecordError,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type EventOn, schemaText, subjectOf, type TopicName } from '@wanderluxe/schemas';
import { CommandError, exitStatus } from '../errors.ts';

const JOIN_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;
const COMMIT_EVERY_MS = 5_000;

export interface TailOptions<T extends TopicName> {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  /** Who listens: the client's id and the beginning of its group's name. */
  readonly clientId: string;
  readonly topics: readonly T[];
}

/** Told each event once, in the order of its partition. */
export type HearEvent<T extends TopicName> = (event: EventOn<T>, record: IncomingRecord) => void;

export interface Tail {
  isJoined(): boolean;
  stop(): Promise<void>;
}

/** Hears everything that is published from now on, in a consumer group of its own. What cannot be read is left out. */
export async function tailTopics<T extends TopicName>(
  { brokers, registryUrl, clientId, topics }: TailOptions<T>,
  hear: HearEvent<T>,
): Promise<Tail> {
  const contracts = Object.fromEntries(topics.map((topic) => [topic, schemaText(topic)]));
  const codec = await createCodec({ directory: registryDirectory(registryUrl), contracts, subjectOf });
  const kafka = { brokers, clientId, logger: silentLogger };
  const groupId = `${clientId}-${randomUUID()}`;
  const heard = await fromTheEnd(kafka, groupId, topics);
  const take = async (record: IncomingRecord): Promise<void> => {
    try {
      hear((await codec.decode(record.topic, record.value)) as EventOn<T>, record);
    } catch (error) {
      if (!(error instanceof UnreadableRecordError)) throw error;
    }
  };
  const source = kafkaSource({ ...kafka, groupId, topics: [...topics], onFatal: () => {} });
  await source.start({
    offer: (records) => {
      for (const record of records) if (heard.isNew(record)) void take(record);
      return records.length;
    },
    assigned: () => {},
  });
  await joined(source, topics);
  const committing = setInterval(() => {
    if (source.isJoined()) source.commit(heard.positions()).catch(() => {});
  }, COMMIT_EVERY_MS);
  return {
    isJoined: () => source.isJoined(),
    async stop() {
      clearInterval(committing);
      await source.stop();
    },
  };
}

type Position = TopicPartition & { readonly offset: number };
const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

/** The next offset to hear of each partition: a consumer that joins again is given some records once more. */
class Heard {
  readonly #next: Map<string, Position>;

  constructor(next: readonly Position[]) {
    this.#next = new Map(next.map((position) => [nameOf(position), position]));
  }

  isNew({ topic, partition, offset }: Position): boolean {
    if (offset < (this.#next.get(nameOf({ topic, partition }))?.offset ?? 0)) return false;
    this.#next.set(nameOf({ topic, partition }), { topic, partition, offset: offset + 1 });
    return true;
  }

  positions(): Position[] {
    return [...this.#next.values()];
  }
}

async function fromTheEnd(kafka: KafkaOptions, groupId: string, topics: readonly string[]): Promise<Heard> {
  const admin = await kafkaAdmin(kafka);
  try {
    const ends = await Promise.all(
      topics.map(async (topic) =>
        (await admin.bounds(topic)).map(({ partition, end }) => ({ topic, partition, offset: end })),
      ),
    );
    const heard = new Heard(ends.flat());
    await moveOffsets(kafka, groupId, heard.positions());
    return heard;
  } finally {
    await admin.close();
  }
}

async function joined(source: { isJoined(): boolean }, topics: readonly string[]): Promise<void> {
  const deadlineMs = Date.now() + JOIN_WITHIN_MS;
  while (!source.isJoined()) {
    if (Date.now() > deadlineMs) throw notJoined(topics);
    await sleep(LOOK_EVERY_MS);
  }
}

const notJoined = (topics: readonly string[]): CommandError =>
  new CommandError(`nobody could listen to ${topics.join(' and ')} within ${JOIN_WITHIN_MS / 1_000} s`, {
    remedy: 'see that the Kafka brokers are up ("wanderluxe status")',
    exit: exitStatus.failed,
  });
