import {
  DEFAULT_PARTITIONS,
  deadLetterTopicOf,
  type TopicName,
  topicNames,
  topics,
} from '@wanderluxe/schemas';

const DEAD_LETTER_PARTITIONS = 1;

export interface PlannedTopic {
  readonly topic: string;
  readonly partitions: number;
}

const deadLettersOf = (topic: TopicName): PlannedTopic[] =>
  topics[topic].consumers.map((group) => ({
    topic: deadLetterTopicOf(topic, group),
    partitions: DEAD_LETTER_PARTITIONS,
  }));

/** Every topic that has to exist: the contracts' own, and one for the dead letters of each consumer group. */
export const topicPlan: readonly PlannedTopic[] = topicNames.flatMap((topic) => [
  { topic, partitions: DEFAULT_PARTITIONS },
  ...deadLettersOf(topic),
]);
