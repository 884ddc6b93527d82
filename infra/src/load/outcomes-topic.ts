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
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type EventOn, schemaText, subjectOf } from '@wanderluxe/schemas';
import { CommandError, exitStatus } from '../errors.ts';
import type { HearOutcome, OutcomeKind, OutcomeSource } from './outcomes.ts';

const TOPIC = 'booking.outcomes';
const JOIN_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;
const COMMIT_EVERY_MS = 5_000;

const kinds: Readonly<Record<EventOn<typeof TOPIC>['eventType'], OutcomeKind>> = {
  BOOKING_CONFIRMED: 'CONFIRMED',
  BOOKING_FAILED: 'FAILED',
  BOOKING_CANCELLED: 'CANCELLED',
};

export interface TopicOptions {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
}

/** Hears every outcome that is published from now on, in a consumer group of its own. */
export async function outcomesOfTopic(
  { brokers, registryUrl }: TopicOptions,
  hear: HearOutcome,
): Promise<OutcomeSource> {
  const contracts = { [TOPIC]: schemaText(TOPIC) };
  const codec = await createCodec({ directory: registryDirectory(registryUrl), contracts, subjectOf });
  const kafka = { brokers, clientId: 'wanderluxe-load', logger: silentLogger };
  const groupId = `wanderluxe-load-${randomUUID()}`;
  const heard = await fromTheEnd(kafka, groupId);
  const take = async ({ value }: IncomingRecord, atMs: number): Promise<void> => {
    const event = (await codec.decode(TOPIC, value)) as EventOn<typeof TOPIC>;
    const { bookingId, reason } = event.payload;
    hear({ bookingId, kind: kinds[event.eventType], reason, atMs });
  };
  const source = kafkaSource({ ...kafka, groupId, topics: [TOPIC], onFatal: () => {} });
  await source.start({
    offer: (records) => {
      const atMs = performance.now();
      for (const record of records) if (heard.isNew(record)) void take(record, atMs);
      return records.length;
    },
    assigned: () => {},
  });
  await joined(source);
  const committing = setInterval(() => {
    if (source.isJoined()) source.commit(heard.positions()).catch(() => {});
  }, COMMIT_EVERY_MS);
  return {
    timedBy: `arrival of the ${TOPIC} record in the driver`,
    async stop() {
      clearInterval(committing);
      await source.stop();
    },
  };
}

/** The next offset to hear of each partition: a consumer that joins again is given some records once more. */
class Heard {
  readonly #next: Map<number, number>;

  constructor(next: Map<number, number>) {
    this.#next = next;
  }

  isNew({ partition, offset }: IncomingRecord): boolean {
    if (offset < (this.#next.get(partition) ?? 0)) return false;
    this.#next.set(partition, offset + 1);
    return true;
  }

  positions() {
    return [...this.#next].map(([partition, offset]) => ({ topic: TOPIC, partition, offset }));
  }
}

async function fromTheEnd(kafka: KafkaOptions, groupId: string): Promise<Heard> {
  const admin = await kafkaAdmin(kafka);
  try {
    const ends = await admin.offsets(groupId, TOPIC);
    const heard = new Heard(new Map(ends.map(({ partition, end }) => [partition, end])));
    await moveOffsets(kafka, groupId, heard.positions());
    return heard;
  } finally {
    await admin.close();
  }
}

async function joined(source: { isJoined(): boolean }): Promise<void> {
  const deadlineMs = Date.now() + JOIN_WITHIN_MS;
  while (!source.isJoined()) {
    if (Date.now() > deadlineMs) throw notJoined();
    await sleep(LOOK_EVERY_MS);
  }
}

const notJoined = (): CommandError =>
  new CommandError(`the driver could not listen to ${TOPIC} within ${JOIN_WITHIN_MS / 1_000} s`, {
    remedy: 'see that the Kafka brokers are up ("wanderluxe status")',
    exit: exitStatus.failed,
  });
