import { randomUUID } from 'node:crypto';
import { noTracer, spanNowMs, type Tracer } from '@wanderluxe/runtime';
import type { Codec } from '../avro/codec.ts';
import type { Outgoing } from '../handler.ts';
import type { Outbox, OutboxRow, Transaction, UnitOfWork } from '../ports.ts';
import type { EventCommitter } from '../runner/batch-step.ts';
import type { Identify } from '../runner/consumer-options.ts';
import { recordCreated } from './message-spans.ts';
import type { OutboxPublishing } from './publishing.ts';

export interface CommitterOptions {
  readonly codec: Pick<Codec, 'encode'>;
  readonly unitOfWork: UnitOfWork;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly publishing: Pick<OutboxPublishing, 'enqueue'>;
  readonly tracer?: Tracer | undefined;
  /** What spans say of an event. */
  readonly identify?: Identify | undefined;
  readonly nowMs?: () => number;
  readonly newId?: () => string;
}

/**
 * One transaction for the state changes and the outbox row with all their events, then publishing. An event that
 * does not fit its schema fails before anything is written.
 */
export class OutboxCommitter implements EventCommitter {
  readonly #options: CommitterOptions;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  async commit(events: readonly Outgoing[], save: (tx: Transaction) => Promise<void>): Promise<void> {
    const { unitOfWork, outbox, publishing, tracer = noTracer, identify } = this.#options;
    const startMs = tracer.recording ? spanNowMs() : 0;
    const row = events.length > 0 ? this.#rowOf(events) : undefined;
    await unitOfWork.run(async (tx) => {
      await save(tx);
      if (row) await outbox.append(tx, row);
    });
    if (tracer.recording) recordCreated(tracer, events, startMs, identify);
    if (row) await publishing.enqueue(row);
  }

  #rowOf(events: readonly Outgoing[]): OutboxRow {
    const { codec, nowMs = Date.now, newId = randomUUID } = this.#options;
    const records = events.map(({ topic, key, event, headers }) => ({
      topic,
      key,
      value: codec.encode(topic, event),
      headers,
    }));
    return { id: newId(), createdAtMs: nowMs(), records };
  }
}
