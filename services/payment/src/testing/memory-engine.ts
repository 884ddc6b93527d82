import {
  type AnyHandler,
  handleBatch,
  type Identified,
  OutboxCommitter,
  type OutboxRow,
  type Outgoing,
  type Work,
} from '@wanderluxe/messaging';
import { MemoryOutbox, MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { noTracer, silentLogger, type Tracer } from '@wanderluxe/runtime';
import { MemoryPaymentProvider } from '../adapters/memory-payment-provider.ts';
import { MemoryPayments } from '../adapters/memory-payments.ts';
import { MemoryReminders } from '../adapters/memory-reminders.ts';
import { traced } from '../adapters/tracing-payment-provider.ts';
import { AnnouncedCharges } from '../announced-charges.ts';
import type { Due, Payment } from '../domain/payment.ts';
import { sweepDuePayments } from '../jobs/sweep-due-payments.ts';
import { takeTurn } from '../jobs/turns.ts';
import type { PaymentProvider, Reminder, Turn } from '../ports.ts';
import { subscriptions } from '../subscriptions.ts';
import type { InventoryReserved } from './reserved.ts';

/** Any event that the service hears. */
export interface BookingEvent extends Identified {
  readonly eventType: string;
  readonly payload: { readonly bookingId: string };
  readonly metadata: { readonly traceId: string; readonly spanId: string };
}

const TOPIC_OF: Readonly<Record<string, string>> = {
  INVENTORY_RESERVED: 'inventory.reserved',
  BOOKING_CANCELLATION_REQUESTED: 'booking.cancellations',
  HOLD_EXPIRED: 'hold.expired',
  INVENTORY_RELEASED: 'inventory.released',
  BOOKING_OVERDUE: 'booking.overdue',
};

/** What was said, shortened to what tests compare. */
export interface Said {
  readonly topic: string;
  readonly key: string;
  readonly eventType: string;
  readonly eventId: string;
  readonly payload: {
    bookingId: string;
    transactionId?: string | null;
    refundId?: string | null;
    reason?: string;
    detail?: string;
  };
  readonly traceId: string;
  readonly traceparent: string;
  /** Whether it says so itself. */
  readonly isSaidAgain: boolean;
}

/** The payment service's rules over memory twins: a clock, a bank and a queue that the test holds in its hands. */
export class MemoryEngine {
  readonly #tracer: Tracer;
  readonly payments = new MemoryPayments();
  readonly bank = new MemoryPaymentProvider();
  readonly reminders = new MemoryReminders();
  readonly alarms: string[] = [];
  readonly said: Said[] = [];
  readonly settlementBoundMs = 30_000;
  readonly escalationMs = 900_000;
  nowMs = 1_000_000;
  /** Whether clients ask for their traces to be recorded. */
  sampled = true;

  readonly committer: OutboxCommitter;
  readonly charges: AnnouncedCharges;
  readonly #provider: PaymentProvider;
  readonly #handlers: ReadonlyMap<string, AnyHandler>;

  constructor(tracer: Tracer = noTracer) {
    this.#tracer = tracer;
    this.#provider = traced(this.bank, tracer);
    this.committer = new OutboxCommitter({
      codec: { encode: (_topic, event) => Buffer.from(JSON.stringify(event)) },
      unitOfWork: new MemoryUnitOfWork(),
      outbox: new MemoryOutbox(),
      publishing: { enqueue: async (row) => this.#hear(row) },
      tracer,
    });
    this.charges = new AnnouncedCharges({
      payments: this.payments,
      provider: this.#provider,
      committer: this.committer,
      nowMs: () => this.nowMs,
    });
    this.#handlers = this.#subscribed();
  }

  #subscribed(): Map<string, AnyHandler> {
    const all = subscriptions({
      payments: this.payments,
      charges: this.charges,
      reminders: this.reminders,
      logger: silentLogger,
      nowMs: () => this.nowMs,
    });
    return new Map(all.flatMap(({ topics, handler }) => topics.map((topic) => [topic, handler] as const)));
  }

  /** Delivers a batch as the runner does: prepare each, then one transaction. */
  async deliver(...events: readonly BookingEvent[]): Promise<void> {
    await this.commit(...(await Promise.all(events.map((event) => this.prepare(event)))));
  }

  commit(...works: readonly Work[]): Promise<void> {
    return handleBatch(works, this.committer);
  }

  async prepare(event: BookingEvent): Promise<Work> {
    const topic = TOPIC_OF[event.eventType] ?? '';
    const handler = this.#handlers.get(topic) as AnyHandler;
    const traceparent = this.traceparentOf(event);
    const record = {
      topic,
      partition: 0,
      offset: 0,
      key: null,
      value: null,
      headers: { traceparent: Buffer.from(traceparent) },
      timestampMs: 0,
    };
    const prepared: unknown = await handler.prepare?.({ event, record, traceparent });
    return { handler, received: { event, record, prepared } };
  }

  /** The header that the event comes with. */
  traceparentOf({ metadata: { traceId, spanId } }: BookingEvent): string {
    return `00-${traceId}-${spanId}-${this.sampled ? '01' : '00'}`;
  }

  /** A process that stops between announcing its charge and sending it; it goes on when what is answered is called. */
  async freezeSender(event: InventoryReserved): Promise<() => Promise<Work>> {
    const stopped = Promise.withResolvers<void>();
    const thawed = Promise.withResolvers<void>();
    const charge = this.bank.charge.bind(this.bank);
    this.bank.charge = async (request, announce) => {
      await announce();
      this.bank.charge = charge;
      stopped.resolve();
      await thawed.promise;
      return charge(request, async () => {});
    };
    const work = this.prepare(event);
    await stopped.promise;
    return () => {
      thawed.resolve();
      return work;
    };
  }

  /** Looks for payments that wait for this work as the service does, regularly. */
  sweep = (due: Due): Promise<number> =>
    sweepDuePayments(due, {
      payments: this.payments,
      reminders: this.reminders,
      pendingSinceMs: this.nowMs - this.settlementBoundMs,
    });

  turn = (reminder: Reminder): Promise<Turn> =>
    takeTurn(reminder, {
      payments: this.payments,
      provider: this.#provider,
      tracer: this.#tracer,
      charges: this.charges,
      reminders: this.reminders,
      committer: this.committer,
      logger: silentLogger,
      nowMs: () => this.nowMs,
      alarm: (kind) => this.alarms.push(kind),
      settlementBoundMs: this.settlementBoundMs,
      escalationMs: this.escalationMs,
      alarmAttempts: 3,
    });

  /** As a sweep makes it. */
  reminderOf({ payload: { bookingId }, metadata: { traceId } }: BookingEvent, due: Due): Reminder {
    return { bookingId, due, traceId };
  }

  inquire = async (bookingId: string): Promise<boolean> => (await this.#turnOf(bookingId, 'inquiry')).done;
  refund = async (bookingId: string): Promise<boolean> => (await this.#turnOf(bookingId, 'refund')).done;

  #turnOf(bookingId: string, due: Due): Promise<Turn> {
    return this.turn({ bookingId, due, traceId: '0'.repeat(32) });
  }

  /** Takes the turns that are due, again after each bound, until none is left or it has been long enough. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await this.reminders.runDue(this.turn);
      this.nowMs += this.settlementBoundMs;
    }
  }

  async paymentOf({ payload }: BookingEvent): Promise<Payment | undefined> {
    return (await this.payments.find([payload.bookingId])).get(payload.bookingId);
  }

  /** What was said, in order, in short. */
  get words(): string[] {
    return this.said.map(({ eventType, payload: { reason }, isSaidAgain }) =>
      [eventType, reason, isSaidAgain ? '(again)' : undefined].filter(Boolean).join(' '),
    );
  }

  #hear(row: OutboxRow): void {
    for (const { topic, key, value, headers } of row.records) {
      const isSaidAgain = headers['said-again'] !== undefined;
      const event = JSON.parse(String(value)) as Outgoing & Said & { metadata: { traceId: string } };
      const { eventType, eventId, payload, metadata } = event;
      this.said.push({
        topic,
        key: String(key),
        eventType,
        eventId,
        payload,
        traceId: metadata.traceId,
        traceparent: String(headers.traceparent),
        isSaidAgain,
      });
    }
  }
}
