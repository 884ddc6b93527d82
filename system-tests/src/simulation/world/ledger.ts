import { bookingsEffects } from '@wanderluxe/booking-ledger/failpoints.ts';
import { subscriptions } from '@wanderluxe/booking-ledger/subscriptions.ts';
import type { Processing } from '@wanderluxe/messaging';
import { type Gate, gated } from './gate.ts';
import type { Servers } from './servers.ts';
import type { Tuning } from './tuning.ts';

/** Starts the booking ledger in a process, as its app does; answers how it is stopped. */
export function startLedger(
  gate: Gate,
  servers: Servers,
  processing: Processing,
  tuning: Tuning,
): () => Promise<void> {
  const bookings = gated(gate, bookingsEffects, servers.bookings, { dependency: 'mongo', inside: ['save'] });
  processing.reconcile({ checks: [], intervalMs: tuning.reconcileIntervalMs });
  void processing.consume(subscriptions({ bookings, nowMs: Date.now }), tuning);
  return () => processing.stop();
}
