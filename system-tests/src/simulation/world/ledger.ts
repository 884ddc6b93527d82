import { bookingsEffects, openBookingsEffects } from '@wanderluxe/booking-ledger/failpoints.ts';
import { overdueBookings } from '@wanderluxe/booking-ledger/jobs/overdue-bookings-check.ts';
import { noMetrics } from '@wanderluxe/booking-ledger/metrics.ts';
import { subscriptions } from '@wanderluxe/booking-ledger/subscriptions.ts';
import type { Processing } from '@wanderluxe/messaging';
import { type Gate, gated } from './gate.ts';
import type { Started } from './inventory.ts';
import type { Servers } from './servers.ts';
import type { Tuning } from './tuning.ts';

/** Starts the booking ledger in a process, as its app does; answers how it is stopped. */
export function startLedger(gate: Gate, servers: Servers, processing: Processing, tuning: Tuning): Started {
  const bookings = gated(gate, bookingsEffects, servers.bookings, { dependency: 'mongo', inside: ['save'] });
  const openBookings = gated(gate, openBookingsEffects, servers.openBookings, {
    dependency: 'mongo',
    inside: ['add', 'replace'],
  });
  const edges = { bookings, openBookings, overdueMs: tuning.overdueMs, metrics: noMetrics, nowMs: Date.now };
  processing.reconcile({
    checks: [overdueBookings({ ...edges, committer: processing.committer })],
    intervalMs: tuning.reconcileIntervalMs,
  });
  void processing.consume(subscriptions(edges), tuning);
  return { stop: () => processing.stop() };
}
