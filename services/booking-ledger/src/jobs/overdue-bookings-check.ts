import type { EventCommitter, IsOurTurn, ReconcileCheck } from '@wanderluxe/messaging';
import type { Booking } from '../domain/booking.ts';
import { compensationOf } from '../domain/compensation.ts';
import { isSettled, type OpenBooking, overdueEvent } from '../domain/open-booking.ts';
import type { LateBookings, SagaMetrics } from '../metrics.ts';
import type { Bookings, OpenBookings, OpenRow } from '../ports.ts';

/** Rows looked at together: what one transaction changes. */
export const ROWS = 20;
/** Rows that a dry run looks at; there may be more. */
const ROWS_TOLD = 200;
/** Bookings asked about in one turn: answers must not crowd out the bookings of others. */
export const MAX_ASKED_PER_TURN = 1_000;
/** Bookings that are named; more are counted. */
const MAX_TOLD = 100;

export interface OverdueBookingsEdges {
  readonly bookings: Pick<Bookings, 'find'>;
  readonly openBookings: OpenBookings;
  readonly committer: EventCommitter;
  /** Until a booking is asked about again. */
  readonly overdueMs: number;
  readonly metrics: Pick<SagaMetrics, 'overdue'>;
  readonly nowMs: () => number;
}

interface Overdue {
  readonly open: OpenBooking;
  readonly booking: Booking;
}

/**
 * Finds bookings that are open past their time, because an event was never heard, and says so (BOOKING_OVERDUE): whoever
 * has said something about them says it again, and whoever has not heard of them does. Nobody is told what to do; a payment
 * whose fate nobody knows stays unknown. So it is said again for as long as it takes.
 */
export const overdueBookings = (edges: OverdueBookingsEdges): ReconcileCheck => ({
  name: 'overdue-bookings',
  async run({ isDryRun, isWhole, isOurTurn }) {
    const atMs = edges.nowMs();
    const overdue = isDryRun
      ? await look(edges, await edges.openBookings.due(atMs, ROWS_TOLD))
      : await askPageByPage(edges, atMs, isWhole ? Number.POSITIVE_INFINITY : MAX_ASKED_PER_TURN, isOurTurn);
    return {
      found: overdue.length,
      repaired: isDryRun ? 0 : overdue.length,
      findings: overdue.slice(0, MAX_TOLD).map(told),
      notes: { askedBefore: await edges.openBookings.countAsked(atMs) },
    };
  },
});

async function askPageByPage(
  edges: OverdueBookingsEdges,
  atMs: number,
  max: number,
  isOurTurn: IsOurTurn,
): Promise<Overdue[]> {
  const overdue: Overdue[] = [];
  while (overdue.length < max) {
    const rows = await edges.openBookings.due(atMs, ROWS);
    if (rows.length === 0 || !(await isOurTurn())) break;
    overdue.push(...(await ask(edges, rows, atMs)));
  }
  return overdue;
}

const told = ({ booking: { bookingId, propertyId, status, updatedAtMs } }: Overdue) => ({
  bookingId,
  propertyId,
  status,
  updatedAt: new Date(updatedAtMs).toISOString(),
});

async function look(
  { bookings }: Pick<OverdueBookingsEdges, 'bookings'>,
  rows: readonly OpenRow[],
): Promise<Overdue[]> {
  const wanted = rows.flatMap((row) => row.bookings);
  const found = await bookings.find(wanted.map(({ bookingId }) => bookingId));
  const byId = new Map(found.map((booking) => [booking.bookingId, booking]));
  return wanted.flatMap((open) => {
    const booking = byId.get(open.bookingId);
    return booking && !isSettled(booking) ? [{ open, booking }] : [];
  });
}

/** Says which are overdue, and forgets those that have come to an end, in one transaction. */
async function ask(edges: OverdueBookingsEdges, rows: readonly OpenRow[], atMs: number): Promise<Overdue[]> {
  const { openBookings, committer, overdueMs, metrics } = edges;
  const overdue = await look(edges, rows);
  const still = new Set(overdue.map(({ open }) => open.bookingId));
  const left = rows.map((row) => ({
    id: row.id,
    dueAtMs: atMs + overdueMs,
    isAsked: true,
    bookings: row.bookings.filter(({ bookingId }) => still.has(bookingId)),
  }));
  const events = overdue.map(({ open, booking }) => overdueEvent(open, booking, atMs));
  await committer.commit(events, (tx) => openBookings.replace(tx, left));
  metrics.overdue(firstAsked(rows, still));
  return overdue;
}

const firstAsked = (rows: readonly OpenRow[], still: ReadonlySet<string>): number =>
  rows
    .filter(({ isAsked }) => !isAsked)
    .flatMap((row) => row.bookings)
    .filter(({ bookingId }) => still.has(bookingId)).length;

/** For metrics: what of these rows is still open, and what it owes. */
export async function lateBookings(
  bookings: Pick<Bookings, 'find'>,
  rows: readonly OpenRow[],
): Promise<LateBookings> {
  const late = await look({ bookings }, rows);
  const owed = new Map(late.map(({ booking }) => [booking.bookingId, compensationOf(booking.auditLog)]));
  const compensation = [...owed.values()].filter((one) => one === 'owed').length;
  return { outcome: owed.size - compensation, compensation };
}
