import { type Records, schemaTexts } from './generated/contracts.ts';

export type ServiceName = 'gateway' | 'inventory' | 'payment' | 'booking-ledger';

export interface TopicDefinition {
  /** File under avro/, without its suffix: named like the event. */
  readonly schema: keyof Records;
  readonly producer: ServiceName;
  /** Services that hear the topic; their names are also their consumer groups. */
  readonly consumers: readonly ServiceName[];
}

/** THE table: every topic, its record, who writes it and who reads it. */
export const topics = {
  'booking.requests': {
    schema: 'booking-initiated',
    producer: 'gateway',
    consumers: ['inventory', 'booking-ledger'],
  },
  'booking.cancellations': {
    schema: 'booking-cancellation-requested',
    producer: 'gateway',
    consumers: ['payment', 'booking-ledger'],
  },
  'inventory.reserved': {
    schema: 'inventory-reserved',
    producer: 'inventory',
    consumers: ['payment', 'booking-ledger'],
  },
  'inventory.rejected': {
    schema: 'inventory-rejected',
    producer: 'inventory',
    consumers: ['booking-ledger'],
  },
  'inventory.released': {
    schema: 'inventory-released',
    producer: 'inventory',
    consumers: ['payment', 'booking-ledger'],
  },
  'hold.expired': { schema: 'hold-expired', producer: 'inventory', consumers: ['payment'] },
  'payment.captured': {
    schema: 'payment-captured',
    producer: 'payment',
    consumers: ['inventory', 'booking-ledger'],
  },
  'payment.failed': {
    schema: 'payment-failed',
    producer: 'payment',
    consumers: ['inventory', 'booking-ledger'],
  },
  'payment.refunded': {
    schema: 'payment-refunded',
    producer: 'payment',
    consumers: ['inventory', 'booking-ledger'],
  },
  'booking.overdue': {
    schema: 'booking-overdue',
    producer: 'booking-ledger',
    consumers: ['inventory', 'payment'],
  },
  'booking.outcomes': { schema: 'booking-outcome', producer: 'booking-ledger', consumers: [] },
} as const satisfies Record<string, TopicDefinition>;

/** Names of the topics; each carries one Avro record, keyed by propertyId. */
export type TopicName = keyof typeof topics;

/** The event that a topic carries. */
export type EventOn<T extends TopicName> = Records[(typeof topics)[T]['schema']];

/**
 * Partitions of every topic. The same number everywhere puts all events of a property on the same partition
 * number of every topic; it is also the largest useful number of instances of one service.
 */
export const DEFAULT_PARTITIONS = 12;

export const topicNames = Object.keys(topics) as TopicName[];

/** The registry subject of a topic (TopicNameStrategy). */
export const subjectOf = (topic: string): string => `${topic}-value`;

/** Where records that a consumer group could not read or handle end. */
export const deadLetterTopicOf = (topic: string, group: string): string => `${topic}.${group}.dlq`;

/** How often a failed record is tried again, each time from the next retry topic, before it is a dead letter. */
export const RETRY_LEVELS = 3;

/** Where a record waits that a consumer group failed to handle; level 1 is the first and the soonest. */
export const retryTopicOf = (topic: string, group: string, level: number): string =>
  `${topic}.${group}.retry.${level}`;

/** What operators decided about dead letters: JSON, keyed by the letter's position. */
export const DEAD_LETTER_DECISIONS = 'operator.dlq-decisions';

/** The text of a topic's current Avro schema, as it is registered. */
export const schemaText = (topic: TopicName): string => schemaTexts[topics[topic].schema];
