import { type Codec, type RecordPublisher, WithdrawnError } from '@wanderluxe/messaging';
import { errorClassOf, type Logger, noTracer, spanNowMs, type Tracer } from '@wanderluxe/runtime';
import { idsOf } from '@wanderluxe/schemas';
import { type ClientRequest, type ClientRequests, NotPublishedError } from '../ports.ts';

/** Accepted requests on their topics; concurrent ones share the publisher's sends. */
export class KafkaClientRequests implements ClientRequests {
  readonly #codec: Codec;
  readonly #publisher: RecordPublisher;
  readonly #logger: Logger;
  readonly #tracer: Tracer;

  constructor(codec: Codec, publisher: RecordPublisher, logger: Logger, tracer = noTracer) {
    this.#tracer = tracer;
    this.#codec = codec;
    this.#publisher = publisher;
    this.#logger = logger;
  }

  async publish(outgoing: ClientRequest, withdraw: AbortSignal): Promise<void> {
    const { topic, key, headers, event } = outgoing;
    const value = this.#encoded(outgoing);
    const startMs = this.#tracer.recording ? spanNowMs() : 0;
    try {
      await this.#publisher.publish([{ topic, key, value, headers }], withdraw);
      if (this.#tracer.recording) this.#record(outgoing, startMs);
    } catch (error) {
      if (this.#tracer.recording) this.#record(outgoing, startMs, errorClassOf(error));
      if (error instanceof WithdrawnError) throw new NotPublishedError(error);
      this.#logger.warn('the fate of an event is unknown', { ...idsOf(event), error });
      throw error;
    }
  }

  isHealthy(): boolean {
    return this.#publisher.isHealthy();
  }

  /** The event is the step that its own headers name: whoever hears it is its child. */
  #record({ topic, headers, parent, event }: ClientRequest, startMs: number, errorClass?: string): void {
    const { bookingId } = idsOf(event);
    this.#tracer.record({
      ...{ name: `send ${topic}`, kind: 'producer', traceparent: headers.traceparent, parent },
      ...{ startMs, endMs: spanNowMs(), errorClass },
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': topic, bookingId },
    });
  }

  #encoded({ topic, event }: ClientRequest): Buffer {
    try {
      return this.#codec.encode(topic, event);
    } catch (error) {
      this.#logger.error('an event does not fit its schema', { ...idsOf(event), error });
      throw new NotPublishedError(error);
    }
  }
}
