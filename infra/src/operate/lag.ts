import type { KafkaAdmin } from '@wanderluxe/messaging';
import { RETRY_LEVELS, retryTopicOf, topicNames, topics } from '@wanderluxe/schemas';

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

const heard = topicNames.flatMap((topic) =>
  topics[topic].consumers.flatMap((group) => [
    { group, topic: topic as string, isRetry: false },
    ...levels.map((level) => ({ group, topic: retryTopicOf(topic, group, level), isRetry: true })),
  ]),
);

/** The lag of every group on every topic that it hears, retry topics too; by group, then topic. */
export async function lagsOf(admin: Pick<KafkaAdmin, 'offsets'>): Promise<GroupLag[]> {
  const lags: GroupLag[] = [];
  for (const one of heard.toSorted((a, b) => a.group.localeCompare(b.group))) {
    const partitions = await admin.offsets(one.group, one.topic);
    const sum = (pick: (partition: (typeof partitions)[number]) => number) =>
      partitions.reduce((total, partition) => total + pick(partition), 0);
    const lag = sum(({ end, committed }) => end - committed);
    lags.push({ ...one, lag, records: sum(({ end, start }) => end - start) });
  }
  return lags;
}
