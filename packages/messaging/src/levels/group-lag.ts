import type { KafkaAdmin } from '../kafka/cluster.ts';
import type { TopicPartition } from '../ports.ts';

/** How far a group is behind in a partition. */
export interface PartitionLag extends TopicPartition {
  readonly committed: number;
  /** Records that are written and not committed. */
  readonly lag: number;
}

/** The lag of every partition of the topics. A group that never committed begins at the oldest record. */
export async function groupLag(
  admin: Pick<KafkaAdmin, 'bounds' | 'committed'>,
  group: string,
  topics: readonly string[],
): Promise<PartitionLag[]> {
  const committed = await admin.committed(group);
  const lags = await Promise.all(
    topics.map(async (topic) => {
      const bounds = await admin.bounds(topic);
      return bounds.map(({ partition, start, end }) => {
        const position = Math.max(start, committed.get(topic)?.get(partition) ?? start);
        return { topic, partition, committed: position, lag: Math.max(0, end - position) };
      });
    }),
  );
  return lags.flat();
}
