import type { TopicPlan } from '@wanderluxe/messaging';
import {
  DEAD_LETTER_DECISIONS,
  DEFAULT_PARTITIONS,
  deadLetterTopicOf,
  RETRY_LEVELS,
  retryTopicOf,
  type TopicName,
  topicNames,
  topics,
} from '@wanderluxe/schemas';

/** Records that failed are few: one partition keeps their order and costs the brokers least. */
const FAILED_PARTITIONS = 1;

/** The largest record that a broker takes elsewhere (1 MiB) with the headers that explain its failure. */
const FAILED_MESSAGE_BYTES = 2 * 1_024 * 1_024;

const levels = Array.from({ length: RETRY_LEVELS }, (_, index) => index + 1);

/** Failed records stay until they are handled or decided about, however long that takes. */
const forFailed = (topic: string): TopicPlan => ({
  topic,
  partitions: FAILED_PARTITIONS,
  maxMessageBytes: FAILED_MESSAGE_BYTES,
  keptForEver: true,
});

const failedOf = (topic: TopicName): TopicPlan[] =>
  topics[topic].consumers.flatMap((group) => [
    ...levels.map((level) => forFailed(retryTopicOf(topic, group, level))),
    forFailed(deadLetterTopicOf(topic, group)),
  ]);

/**
 * Every topic that has to exist: the contracts' own, the retry topics and dead letters of each consumer group, and
 * what operators decided about these.
 * @param partitions of each of the contracts' own
 */
export const topicPlan = (partitions: number = DEFAULT_PARTITIONS): TopicPlan[] => [
  ...topicNames.flatMap((topic) => [{ topic, partitions }, ...failedOf(topic)]),
  { topic: DEAD_LETTER_DECISIONS, partitions: FAILED_PARTITIONS, keptForEver: true },
];
