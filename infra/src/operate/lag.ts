import { type KafkaAdmin, kafkaAdmin } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { RETRY_LEVELS, retryTopicOf, topicNames, topics } from '@wanderluxe/schemas';
import { CommandError, exitStatus, messageOf } from '../errors.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';

/** What a consumer group has still to handle of a topic. */
export interface GroupLag {
  readonly group: string;
  readonly topic: string;
  readonly isRetry: boolean;
  /** Records behind the group's position, over all partitions. */
  readonly lag: number;
  /** Records that the topic holds. */
  readonly records: number;
}

const levels = Array.from({ length: RETRY_LEVELS }, (_, index) => index + 1);

interface Hearing {
  readonly group: string;
  readonly topic: string;
  readonly isRetry: boolean;
}

const heard: readonly Hearing[] = topicNames.flatMap((topic) =>
  topics[topic].consumers.flatMap((group) => [
    { group, topic, isRetry: false },
    ...levels.map((level) => ({ group, topic: retryTopicOf(topic, group, level), isRetry: true })),
  ]),
);

/** The lag of every group on every topic that it hears, retry topics too; by group. */
export async function lagsOf(admin: Pick<KafkaAdmin, 'bounds' | 'committed'>): Promise<GroupLag[]> {
  const groups = [...new Set(heard.map(({ group }) => group))].sort();
  const lags = await Promise.all(
    groups.map(async (group) => {
      const committed = await admin.committed(group);
      const own = heard.filter((one) => one.group === group);
      return Promise.all(own.map((one) => lagOf(one, committed.get(one.topic), admin)));
    }),
  );
  return lags.flat();
}

/** `lagsOf` over a connection of its own. */
export async function readLags(settings: Settings): Promise<GroupLag[]> {
  const brokers = addressOf(settings, 'kafka').split(',');
  try {
    const admin = await kafkaAdmin({ brokers, clientId: 'wanderluxe-lag', logger: silentLogger });
    try {
      return await lagsOf(admin);
    } finally {
      await admin.close();
    }
  } catch (cause) {
    throw new CommandError(`Kafka at ${brokers} does not tell: ${messageOf(cause)}`, {
      remedy: 'see that it runs (./wanderluxe status) and has the topics (./wanderluxe schemas push)',
      exit: exitStatus.failed,
      cause,
    });
  }
}

/** A group that never committed begins at the oldest record. */
async function lagOf(
  hearing: Hearing,
  committed: ReadonlyMap<number, number> | undefined,
  admin: Pick<KafkaAdmin, 'bounds'>,
): Promise<GroupLag> {
  const partitions = await admin.bounds(hearing.topic);
  const behind = partitions.map(({ partition, start, end }) => end - (committed?.get(partition) ?? start));
  const held = partitions.map(({ start, end }) => end - start);
  return { ...hearing, lag: sum(behind), records: sum(held) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
