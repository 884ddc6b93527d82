import { handleBatch, OutboxCommitter, type OutboxRow, type Outgoing } from '@wanderluxe/messaging';
import { MemoryOutbox, MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { silentLogger } from '@wanderluxe/runtime';
import { MemoryInquiries } from '../adapters/memory-inquiries.ts';
import { MemoryPaymentProvider } from '../adapters/memory-payment-provider.ts';
import { MemoryPayments } from '../adapters/memory-payments.ts';
import type { Payment } from '../domain/payment.ts';
import { CapturePayment } from '../handlers/capture-payment-on-inventory-reserved.ts';
import { resolveUnknownPayment } from '../jobs/resolve-unknown-payment.ts';
import type { InventoryReserved } from './reserved.ts';

/** What was said, shortened to what tests compare. */
export interface Said {
  readonly topic: string;
  readonly key: string;
  readonly eventType: string;
  readonly eventId: string;
  readonly payload: { bookingId: string; transactionId?: string | null; reason?: string; detail?: string };
  readonly traceId: string;
}

/** The payment service's rules over memory twins: a clock, a bank and a queue that the test holds in its hands. */
export class MemoryEngine {
  readonly payments = new MemoryPayments();
  readonly bank = new MemoryPaymentProvider();
  readonly inquiries = new MemoryInquiries();
  readonly said: Said[] = [];
  readonly settlementBoundMs = 30_000;
  nowMs = 1_000_000;

  readonly committer = new OutboxCommitter({
    codec: { encode: (_topic, event) => Buffer.from(JSON.stringify(event)) },
    unitOfWork: new MemoryUnitOfWork(),
    outbox: new MemoryOutbox(),
    publishing: { enqueue: async (row) => this.#hear(row) },
  });

  readonly handler = new CapturePayment({
    payments: this.payments,
    provider: this.bank,
    inquiries: this.inquiries,
    logger: silentLogger,
    nowMs: () => this.nowMs,
  });

  /** Delivers a batch as the runner does: prepare each, then one transaction. */
  async deliver(...events: readonly InventoryReserved[]): Promise<void> {
    const works = await Promise.all(events.map((event) => this.prepare(event)));
    await handleBatch(works, this.committer);
  }

  async prepare(event: InventoryReserved) {
    const record = {
      topic: 'inventory.reserved',
      partition: 0,
      offset: 0,
      key: null,
      value: null,
      headers: {},
      timestampMs: 0,
    };
    const prepared = await this.handler.prepare({ event });
    return { handler: this.handler, received: { event, record, prepared } };
  }

  resolve = (bookingId: string): Promise<boolean> =>
    resolveUnknownPayment(bookingId, {
      payments: this.payments,
      provider: this.bank,
      committer: this.committer,
      nowMs: () => this.nowMs,
      settlementBoundMs: this.settlementBoundMs,
    });

  async paymentOf({ payload }: InventoryReserved): Promise<Payment | undefined> {
    return (await this.payments.find([payload.bookingId])).get(payload.bookingId);
  }

  #hear(row: OutboxRow): void {
    for (const { topic, key, value } of row.records) {
      const event = JSON.parse(String(value)) as Outgoing & Said & { metadata: { traceId: string } };
      const { eventType, eventId, payload, metadata } = event;
      this.said.push({ topic, key: String(key), eventType, eventId, payload, traceId: metadata.traceId });
    }
  }
}
