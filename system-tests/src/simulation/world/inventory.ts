import type { Config } from '@wanderluxe/inventory/config.ts';
import { horizonOf } from '@wanderluxe/inventory/domain/horizon.ts';
import type { Stay } from '@wanderluxe/inventory/domain/stay.ts';
import { countersEffects, propertiesEffects, reservationsEffects } from '@wanderluxe/inventory/failpoints.ts';
import { availabilityOf } from '@wanderluxe/inventory/http/availability.ts';
import { LoadedRooms } from '@wanderluxe/inventory/loaded-rooms.ts';
import { noMetrics } from '@wanderluxe/inventory/metrics.ts';
import { checks, startExpiringHolds } from '@wanderluxe/inventory/schedules.ts';
import { subscriptions } from '@wanderluxe/inventory/subscriptions.ts';
import type { Processing } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type Gate, gated } from './gate.ts';
import { leaseOf } from './processing.ts';
import type { Servers } from './servers.ts';
import type { Tuning } from './tuning.ts';

/** What can be asked of a service's process from outside. */
export interface Started {
  /** Ends it as SIGTERM does. */
  stop(): Promise<void>;
  /** As over HTTP: loads what Redis has lost, whoever is counting meanwhile. */
  readAvailability?(propertyId: string, stay: Stay): Promise<void>;
}

const KEEP_PAST_DAYS = 30;

/** What the inventory sees of its own database and of Redis. */
const portsOf = (gate: Gate, servers: Servers) => ({
  reservations: gated(gate, reservationsEffects, servers.reservations, {
    dependency: 'mongo',
    inside: ['add', 'confirm', 'release', 'markExpiryRequested'],
  }),
  properties: gated(gate, propertiesEffects, servers.properties, {
    dependency: 'mongo',
    late: ['beginEpoch', 'setCapacities'],
  }),
  counters: gated(gate, countersEffects, servers.counters, {
    dependency: 'redis',
    late: ['reserve', 'release', 'load'],
  }),
});

/** Starts the inventory in a process, as its app does. */
export function startInventory(
  gate: Gate,
  servers: Servers,
  processing: Processing,
  tuning: Tuning,
): Started {
  const { counters, ...stores } = portsOf(gate, servers);
  const horizon = horizonOf(KEEP_PAST_DAYS, Date.now);
  const common = { ...stores, ...horizon, logger: silentLogger, metrics: noMetrics, nowMs: Date.now };
  const edges = { ...common, holdMs: tuning.holdMs, rooms: new LoadedRooms({ ...common, counters }) };
  void processing.consume(subscriptions(edges), tuning);
  const config = {
    HOLD_REASK_MS: tuning.reAskMs,
    SWEEP_INTERVAL_MS: tuning.sweepIntervalMs,
    RECONCILE_GRACE_MS: tuning.reconcileGraceMs,
  } as Config;
  const schedules = { ...edges, committer: processing.committer, config };
  const expiring = startExpiringHolds(schedules, leaseOf(gate, servers, 'inventory', 'expire-holds'));
  processing.reconcile({ checks: checks(schedules), intervalMs: tuning.reconcileIntervalMs });
  return {
    async stop() {
      await expiring.stop();
      await processing.stop();
    },
    async readAvailability(propertyId, stay) {
      await availabilityOf(edges, propertyId, stay);
    },
  };
}
