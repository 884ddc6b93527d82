import { handleBatch, OutboxCommitter, OutboxPublishing, Relay } from '@wanderluxe/messaging';
import { MemoryBroker, MemoryLease, MemoryOutbox, MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { silentLogger } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MemoryBookings } from './adapters/memory-bookings.ts';
import { MemoryOpenBookings } from './adapters/memory-open-bookings.ts';
import type { LedgerEvent } from './domain/booking.ts';
import { eventOn } from './fixtures.ts';
import { foldBookingEvents } from './handlers/fold-booking-events.ts';
import { noMetrics } from './metrics.ts';

const TOPIC = 'booking.outcomes';
const codec = { encode: (_topic: string, event: unknown) => Buffer.from(JSON.stringify(event)) };

describe('outcomes of a booking, when their writers crash', () => {
  let broker: MemoryBroker;
  let outbox: MemoryOutbox;
  let handler: ReturnType<typeof foldBookingEvents>;
  const unitOfWork = new MemoryUnitOfWork();
  const refunded = eventOn('payment.refunded');

  const write = (publishing: Pick<OutboxPublishing, 'enqueue'>, ...events: LedgerEvent[]) => {
    const committer = new OutboxCommitter({ codec, unitOfWork, outbox, publishing });
    const works = events.map((event) => ({
      handler,
      received: { event, record: { headers: {} } as never, prepared: undefined },
    }));
    return handleBatch(works, committer);
  };
  /** Commits, and is gone before it published. */
  const crashes = { enqueue: async () => {} };
  const lives = () => new OutboxPublishing(broker.publisher(), outbox, silentLogger);
  const relay = () =>
    new Relay({
      outbox,
      lease: new MemoryLease(),
      publisher: broker.publisher(),
      holder: 'relay',
      isPending: () => false,
      logger: silentLogger,
      graceMs: 0,
    }).pass();
  const leftBehind = async () => (await outbox.unpublished(Number.MAX_SAFE_INTEGER, 9)).length;
  const published = (): string[] =>
    broker.records(TOPIC).map(({ value }) => JSON.parse(String(value)).eventType);
  const firsts = () => [...new Set(published())];

  beforeEach(async () => {
    broker = new MemoryBroker();
    outbox = new MemoryOutbox();
    handler = foldBookingEvents({
      bookings: new MemoryBookings(),
      openBookings: new MemoryOpenBookings(),
      overdueMs: 60_000,
      metrics: noMetrics,
      nowMs: Date.now,
    });
    await write(lives(), eventOn('booking.requests'), eventOn('inventory.reserved'));
  });

  it('the writer of the confirmation crashes, the next owner publishes its own row first: still in order', async () => {
    await write(crashes, eventOn('payment.captured'));
    await write(lives(), refunded);
    await eventually(async () => expect(await leftBehind()).to.equal(1));
    expect(firsts()).to.deep.equal(['BOOKING_CONFIRMED', 'BOOKING_CANCELLED']);
    await relay();
    expect(published().toSorted()).to.deep.equal([
      'BOOKING_CANCELLED',
      'BOOKING_CONFIRMED',
      'BOOKING_CONFIRMED',
    ]);
    expect(firsts()).to.deep.equal(['BOOKING_CONFIRMED', 'BOOKING_CANCELLED']);
  });

  it('both writers crash: the relay publishes them in order', async () => {
    await write(crashes, eventOn('payment.captured'));
    await write(crashes, refunded);
    await relay();
    expect(firsts()).to.deep.equal(['BOOKING_CONFIRMED', 'BOOKING_CANCELLED']);
  });
});
