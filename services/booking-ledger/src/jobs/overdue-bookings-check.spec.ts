import type { Outgoing } from '@wanderluxe/messaging';
import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import type { EventOn } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { MemoryBookings } from '../adapters/memory-bookings.ts';
import { MemoryOpenBookings } from '../adapters/memory-open-bookings.ts';
import type { LedgerEvent } from '../domain/booking.ts';
import { fold, type NonEmpty } from '../domain/fold.ts';
import { openedBy } from '../domain/open-booking.ts';
import { eventOn } from '../fixtures.ts';
import { lateBookings, MAX_ASKED_PER_TURN, overdueBookings, ROWS } from './overdue-bookings-check.ts';

const OVERDUE_MS = 1_000;
const always = async () => true;

describe('overdue bookings check', () => {
  let bookings: MemoryBookings;
  let openBookings: MemoryOpenBookings;
  let nowMs: number;
  let firstAsked: number;
  let said: EventOn<'booking.overdue'>[];
  const unitOfWork = new MemoryUnitOfWork();

  beforeEach(() => {
    bookings = new MemoryBookings();
    openBookings = new MemoryOpenBookings();
    nowMs = 0;
    said = [];
    firstAsked = 0;
  });

  const metrics = {
    overdue: (count: number) => {
      firstAsked += count;
    },
  };

  const committer = {
    commit: async (events: readonly Outgoing[], save: Parameters<typeof unitOfWork.run>[0]) => {
      await unitOfWork.run(save);
      said.push(...events.map(({ event }) => event as EventOn<'booking.overdue'>));
    },
  };
  const request = (bookingId: string) => eventOn('booking.requests', { payload: { bookingId } });
  /** What the fold does with a batch of requests that are open, in a row of their own. */
  const hear = (...ids: readonly string[]) =>
    unitOfWork.run(async (tx) => {
      const changes = ids.map((id) => ({ before: undefined, after: fold(undefined, [request(id)]) }));
      await bookings.save(tx, changes);
      const opened = changes.flatMap(
        ({ after }) => openedBy(undefined, after, [request(after.bookingId)]) ?? [],
      );
      await openBookings.add(tx, {
        id: `${ids[0]}/1`,
        dueAtMs: nowMs + OVERDUE_MS,
        isAsked: false,
        bookings: opened,
      });
    });
  const becomes = async (id: string, ...news: NonEmpty<LedgerEvent>) => {
    const [before] = await bookings.find([id]);
    await unitOfWork.run((tx) => bookings.save(tx, [{ before, after: fold(before, news) }]));
  };
  const run = ({ isDryRun = false, isWhole = true, isOurTurn = always } = {}) =>
    overdueBookings({
      bookings,
      openBookings,
      committer,
      overdueMs: OVERDUE_MS,
      metrics,
      nowMs: () => nowMs,
    }).run({
      isDryRun,
      isWhole,
      isOurTurn,
    });
  const rejected = (bookingId: string) => eventOn('inventory.rejected', { payload: { bookingId } });

  it('says nothing while a booking has its time', async () => {
    await hear('b-1');
    nowMs = OVERDUE_MS - 1;
    expect(await run()).to.deep.equal({ found: 0, repaired: 0, findings: [], notes: { askedBefore: 0 } });
  });

  it('says which are open past their time, with what whoever has not heard of them must know', async () => {
    await hear('b-1', 'b-2');
    await becomes('b-2', rejected('b-2'));
    nowMs = OVERDUE_MS;
    const { findings, ...counts } = await run();
    expect(counts).to.deep.equal({ found: 1, repaired: 1, notes: { askedBefore: 1 } });
    expect(findings).to.deep.equal([
      { bookingId: 'b-1', propertyId: 'prop-1', status: 'PENDING', updatedAt: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(said.map(({ payload }) => payload)).to.deep.equal([
      { ...request('b-1').payload, cancellationRequested: false },
    ]);
  });

  it('says it again, as the same event, for as long as it takes, and then forgets it', async () => {
    await hear('b-1');
    for (const at of [1, 1.5, 2, 3]) {
      nowMs = at * OVERDUE_MS;
      await run();
    }
    expect(said).to.have.length(3);
    expect(new Set(said.map(({ eventId }) => eventId)).size).to.equal(1);
    await becomes('b-1', rejected('b-1'));
    nowMs += OVERDUE_MS;
    expect(await run()).to.include({ found: 0 });
    expect(await openBookings.due(Number.MAX_SAFE_INTEGER, 9)).to.deep.equal([]);
  });

  it('only tells in a dry run, and moves nothing', async () => {
    await hear('b-1');
    nowMs = OVERDUE_MS;
    expect(await run({ isDryRun: true })).to.deep.include({
      found: 1,
      repaired: 0,
      notes: { askedBefore: 0 },
    });
    expect(said).to.deep.equal([]);
    expect(await run()).to.include({ found: 1, repaired: 1 });
  });

  it('asks about all by hand, about a bounded number by the clock, and not when it is another’s turn', async () => {
    const rows = Math.ceil(MAX_ASKED_PER_TURN / 100) + ROWS;
    for (let row = 0; row < rows; row += 1) {
      await hear(...Array.from({ length: 100 }, (_, index) => `b-${row}-${index}`));
    }
    nowMs = OVERDUE_MS;
    expect(await run({ isOurTurn: async () => false })).to.include({ found: 0 });
    const { found } = await run({ isWhole: false });
    expect(found).to.be.within(MAX_ASKED_PER_TURN, MAX_ASKED_PER_TURN + ROWS * 100);
    expect(await run()).to.include({ found: rows * 100 - found });
  });

  it('counts a booking once as overdue, however often it is asked about', async () => {
    await hear('b-1', 'b-2');
    await becomes('b-2', eventOn('payment.failed', { payload: { bookingId: 'b-2' } }));
    nowMs = OVERDUE_MS;
    await run({ isDryRun: true });
    expect(firstAsked).to.equal(0);
    await run();
    nowMs = 2 * OVERDUE_MS;
    await run();
    expect(said.length).to.be.greaterThan(firstAsked);
    expect(firstAsked).to.equal(1);
  });

  it('tells what late bookings owe: an outcome, or something to be given back', async () => {
    const news = (topic: 'inventory.reserved' | 'payment.failed' | 'payment.captured', bookingId: string) =>
      eventOn(topic, { payload: { bookingId } });
    await hear('waits', 'owes', 'done');
    await becomes('owes', news('inventory.reserved', 'owes'), news('payment.captured', 'owes'));
    await becomes('owes', eventOn('booking.cancellations', { payload: { bookingId: 'owes' } }));
    await becomes('done', news('inventory.reserved', 'done'), news('payment.captured', 'done'));
    const rows = await openBookings.due(OVERDUE_MS, 9);
    expect(await lateBookings(bookings, rows)).to.deep.equal({ outcome: 1, compensation: 1 });
  });

  it('says nothing when a row was changed meanwhile', async () => {
    await hear('b-1');
    nowMs = OVERDUE_MS;
    const failing = { commit: () => Promise.reject(new Error('conflict')) };
    const check = overdueBookings({
      bookings,
      openBookings,
      committer: failing,
      overdueMs: 1,
      metrics,
      nowMs: () => nowMs,
    });
    const failed = await check
      .run({ isDryRun: false, isWhole: true, isOurTurn: always })
      .catch((error: Error) => error.message);
    expect(failed).to.equal('conflict');
    expect(said).to.deep.equal([]);
  });
});
