import { type Codec, type RecordPublisher, WithdrawnError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { type ClientRequest, type ClientRequests, NotPublishedError } from '../ports.ts';

/** Accepted requests on their topics; concurrent ones share the publisher's sends. */
export class KafkaClientRequests implements ClientRequests {
  readonly #codec: Codec;
  readonly #publisher: RecordPublisher;

  readonly #logger: Logger;

  constructor(codec: Codec, publisher: RecordPublisher, logger: Logger) {
    this.#codec = codec;
    this.#publisher = publisher;
    this.#logger = logger;
  }

  async publish(outgoing: ClientRequest, withdraw: AbortSignal): Promise<void> {
    const { topic, key, headers, event } = outgoing;
    const value = this.#encoded(outgoing);
    try {
      await this.#publisher.publish([{ topic, key, value, headers }], withdraw);
    } catch (error) {
      if (error instanceof WithdrawnError) throw new NotPublishedError(error);
      this.#logger.warn('the fate of an event is unknown', { bookingId: event.payload.bookingId, error });
      throw error;
    }
  }

  isHealthy(): boolean {
    return this.#publisher.isHealthy();
  }

  #encoded({ topic, event }: ClientRequest): Buffer {
    try {
      return this.#codec.encode(topic, event);
    } catch (error) {
      this.#logger.error('an event does not fit its schema', { bookingId: event.payload.bookingId, error });
      throw new NotPublishedError(error);
    }
  }
}
