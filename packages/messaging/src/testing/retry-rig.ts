import type { AnyHandler, Identified, Received } from '../handler.ts';
import { MemoryParked } from '../memory/index.ts';
import type { IncomingRecord, RecordPublisher } from '../ports.ts';
import type { Consumer } from '../runner/consumer.ts';
import type { ConsumerOptions } from '../runner/consumer-options.ts';
import { retryTopicsOf } from '../runner/retry-options.ts';
import { retryHeaders } from '../runner/retry-record.ts';
import { ConsumerRig, GROUP } from './consumer-rig.ts';

export const LEVELS_MS = [30, 60, 90] as const;
export const retryTopic = (level: number): string => `orders.${GROUP}.retry.${level}`;

/** Event ids are `<ordering id>-<number>`; the handler throws for the ids in `poisoned`. */
export class RetryRig extends ConsumerRig {
  readonly parked = new MemoryParked();
  readonly poisoned = new Set<string>();
  readonly retries = {
    orderingIdOf: (event: Identified) => event.eventId.split('-')[0] as string,
    retryTopicOf: (topic: string, group: string, level: number) => `${topic}.${group}.retry.${level}`,
    parked: this.parked,
    delaysMs: LEVELS_MS,
  };

  constructor(publisher?: (own: RecordPublisher) => RecordPublisher) {
    super(1, publisher);
  }

  retrying(over: Partial<AnyHandler> = {}, options: Partial<ConsumerOptions> = {}): Consumer {
    const gather = async (batch: readonly Received<Identified, unknown>[]) => {
      const bad = batch.find(({ event }) => this.poisoned.has(event.eventId));
      if (bad) throw new TypeError(`no rule for ${bad.event.eventId}`);
    };
    const topics = ['orders', ...retryTopicsOf(['orders'], GROUP, this.retries).keys()];
    return this.consumer(this.handler({ gather, ...over }), {
      source: this.broker.source(GROUP, topics),
      retries: this.retries,
      ...options,
    });
  }

  /** What an operator's tool does with a dead letter. */
  async sendBack(letter: IncomingRecord, header: 'replayed' | 'discarded'): Promise<void> {
    const headers = { [retryHeaders.topic]: 'orders', [retryHeaders[header]]: 'true' };
    await this.broker
      .publisher()
      .publish([{ topic: retryTopic(1), key: letter.key, value: letter.value, headers }]);
  }

  savedOf(orderingId: string): string[] {
    return this.saved.filter((id) => id.startsWith(`${orderingId}-`));
  }
}
