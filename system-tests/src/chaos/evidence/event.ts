import { type Codec, createCodec, registryDirectory } from '@wanderluxe/messaging';
import { schemaText, subjectOf, topicNames } from '@wanderluxe/schemas';
import type { EventSeen } from './types.ts';

interface AnyEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly timestamp: number;
  readonly payload: {
    readonly bookingId: string;
    readonly amount: string;
    readonly currency: string;
    readonly reason?: string | null;
  };
  readonly metadata: { readonly traceId: string };
}

/** Reads the bytes of records; null for what cannot be read. */
export class EventReader {
  readonly #codec: Codec;

  private constructor(codec: Codec) {
    this.#codec = codec;
  }

  static async open(registryUrl: string): Promise<EventReader> {
    const contracts = Object.fromEntries(topicNames.map((topic) => [topic, schemaText(topic)]));
    return new EventReader(
      await createCodec({ directory: registryDirectory(registryUrl), contracts, subjectOf }),
    );
  }

  async read(topic: string, value: Buffer | null): Promise<EventSeen | null> {
    try {
      const { eventId, eventType, timestamp, payload, metadata } = (await this.#codec.decode(
        topic,
        value,
      )) as AnyEvent;
      const { bookingId, amount, currency, reason = null } = payload;
      const { traceId } = metadata;
      return { eventId, eventType, timestampMs: timestamp, bookingId, amount, currency, reason, traceId };
    } catch {
      return null;
    }
  }
}
