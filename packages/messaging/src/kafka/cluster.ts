import type { Logger } from '@wanderluxe/runtime';

/** How to reach a Kafka cluster. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Logger;
}

export interface TopicPlan {
  readonly topic: string;
  readonly partitions: number;
  /** Largest record batch; without it the broker's own limit. */
  readonly maxMessageBytes?: number;
  /** Nothing in it is ever deleted for its age; without it the broker's own limit. */
  readonly keptForEver?: boolean;
}

/** What of a partition is there. */
export interface PartitionBounds {
  readonly partition: number;
  /** Offset of the oldest record that is still there. */
  readonly start: number;
  /** Offset of the next record to be written. */
  readonly end: number;
}

export interface PartitionOffsets {
  readonly partition: number;
  /** Offset of the next record to be written. */
  readonly end: number;
  /** Offset of the next record that the group gets; the start of the log when it never committed. */
  readonly committed: number;
}

/** What tools and start-up checks ask of the cluster. Close it when done. */
export interface KafkaAdmin {
  /** Creates the topics that are not there yet, with the brokers' own replication factor; answers their names. */
  createTopics(plans: readonly TopicPlan[]): Promise<string[]>;
  deleteTopics(topics: readonly string[]): Promise<void>;
  missingTopics(topics: readonly string[]): Promise<string[]>;
  /** Lag of a group on a topic, partition by partition: `end` less `committed`. */
  offsets(group: string, topic: string): Promise<PartitionOffsets[]>;
  /** What a group has committed, in one request: for each topic the offset of the next record, by partition. */
  committed(group: string): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>>;
  /** Numbers of the brokers that lead the topic's partitions now, by partition; -1 where none does. */
  leaders(topic: string): Promise<number[]>;
  /** In the order of the partitions. */
  bounds(topic: string): Promise<PartitionBounds[]>;
  /** By partition, the offset of the first record written at or after the time, in epoch milliseconds; the end without one. */
  offsetsAt(topic: string, timeMs: number): Promise<ReadonlyMap<number, number>>;
  /** Topics of which the group's present members have partitions; none while it has no members. */
  topicsOf(group: string): Promise<string[]>;
  close(): Promise<void>;
}

/** A plan as the cluster is told it: the brokers' own replication factor, and only the settings that it names. */
export const topicConfig = ({ topic, partitions, maxMessageBytes, keptForEver }: TopicPlan) => ({
  topic,
  numPartitions: partitions,
  replicationFactor: -1,
  configEntries: [
    ...(maxMessageBytes === undefined ? [] : [{ name: 'max.message.bytes', value: String(maxMessageBytes) }]),
    ...(keptForEver ? [{ name: 'retention.ms', value: '-1' }] : []),
  ],
});
