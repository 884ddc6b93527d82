import type { EventOn } from '@wanderluxe/schemas';
import { tailTopics } from '../operate/tail-topics.ts';
import type { HearOutcome, OutcomeKind, OutcomeSource } from './outcomes.ts';

const TOPIC = 'booking.outcomes';

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
export async function outcomesOfTopic(options: TopicOptions, hear: HearOutcome): Promise<OutcomeSource> {
  const tail = await tailTopics(
    { ...options, clientId: 'wanderluxe-load', topics: [TOPIC] },
    ({ eventType, payload: { bookingId, reason } }) =>
      hear({ bookingId, kind: kinds[eventType], reason, atMs: performance.now() }),
  );
  return { timedBy: `arrival of the ${TOPIC} record in the driver`, stop: () => tail.stop() };
}
