import { type Codec, type RecordPublisher, WithdrawnError } from '@wanderluxe/messaging';
import type { OutgoingEvent } from '@wanderluxe/schemas';
import { type BookingRequests, NotPublishedError } from '../ports.ts';

/** Accepted bookings on their topic; concurrent ones share the publisher's sends. */
export class KafkaBookingRequests implements BookingRequests {
  readonly #codec: Codec;
  readonly #publisher: RecordPublisher;

  constructor(codec: Codec, publisher: RecordPublisher) {
    this.#codec = codec;
    this.#publisher = publisher;
  }

  async publish(outgoing: OutgoingEvent<'booking.requests'>, withdraw: AbortSignal): Promise<void> {
    const { topic, key, headers } = outgoing;
    const value = this.#encoded(outgoing);
    try {
      await this.#publisher.publish([{ topic, key, value, headers }], withdraw);
    } catch (error) {
      throw error instanceof WithdrawnError ? new NotPublishedError(error) : error;
    }
  }

  isHealthy(): boolean {
    return this.#publisher.isHealthy();
  }

  #encoded({ topic, event }: OutgoingEvent<'booking.requests'>): Buffer {
    try {
      return this.#codec.encode(topic, event);
    } catch (error) {
      throw new NotPublishedError(error);
    }
  }
}
