import { Counter, Gauge, type Registry } from 'prom-client';
import type { ReservationState } from './domain/reservation.ts';

/** What the inventory counts. */
export interface InventoryMetrics {
  /** Committed results of requests, and releases. */
  reservations(state: ReservationState, count: number): void;
  /** Questions to payment about holds past their deadline; repeated ones count again. */
  expiryRequested(count: number): void;
  rebuilt(): void;
  fenceConflict(): void;
  /** Bookings held outside their home bucket. */
  stolen(count: number): void;
  /** Nights of a property that are sold beyond its capacity, as the reconciler saw it last. */
  oversold(propertyId: string, nights: number): void;
}

export const noMetrics: InventoryMetrics = {
  reservations() {},
  expiryRequested() {},
  rebuilt() {},
  fenceConflict() {},
  stolen() {},
  oversold() {},
};

export interface HoldLevels {
  readonly open: number;
  readonly overdue: number;
}

export function inventoryMetrics(registry: Registry): InventoryMetrics & { holds(levels: HoldLevels): void } {
  const registers = [registry];
  const reservations = new Counter({
    name: 'wl_inventory_reservations_total',
    help: 'Reservations that reached a state.',
    labelNames: ['state'],
    registers,
  });
  const expiries = new Counter({
    name: 'wl_inventory_expiry_requests_total',
    help: 'Questions to payment about holds past their deadline.',
    registers,
  });
  const rebuilds = new Counter({
    name: 'wl_inventory_rebuilds_total',
    help: 'Reloads of a property into Redis from Mongo.',
    registers,
  });
  const conflicts = new Counter({
    name: 'wl_inventory_fence_conflicts_total',
    help: 'Batches counted again because their epoch was over before they were journalled.',
    registers,
  });
  const stolen = new Counter({
    name: 'wl_inventory_stolen_total',
    help: 'Bookings of split properties that found their rooms outside their home bucket.',
    registers,
  });
  const holds = new Gauge({
    name: 'wl_inventory_holds',
    help: 'Rooms held and not paid: all of them (open), and those past their deadline (overdue); up to 100,000.',
    labelNames: ['state'],
    registers,
  });
  const oversold = oversoldNights(registry);
  return {
    reservations: (state, count) => reservations.inc({ state }, count),
    expiryRequested: (count) => expiries.inc(count),
    rebuilt: () => rebuilds.inc(),
    fenceConflict: () => conflicts.inc(),
    stolen: (count) => stolen.inc(count),
    oversold,
    holds: ({ open, overdue }) => {
      holds.set({ state: 'open' }, open);
      holds.set({ state: 'overdue' }, overdue);
    },
  };
}

/** What was not looked at again for so long is somebody else's to tell: another instance reconciles now. */
const FORGET_AFTER_MS = 15 * 60_000;

function oversoldNights(registry: Registry): InventoryMetrics['oversold'] {
  const seen = new Map<string, { readonly nights: number; readonly atMs: number }>();
  new Gauge({
    name: 'wl_inventory_oversold_nights',
    help: 'Nights of properties that are sold beyond their capacity, as this instance saw them when it reconciled last.',
    registers: [registry],
    collect() {
      const sinceMs = Date.now() - FORGET_AFTER_MS;
      for (const [id, { atMs }] of seen) if (atMs < sinceMs) seen.delete(id);
      this.set([...seen.values()].reduce((sum, { nights }) => sum + nights, 0));
    },
  });
  return (propertyId, nights) => {
    if (nights > 0) seen.set(propertyId, { nights, atMs: Date.now() });
    else seen.delete(propertyId);
  };
}
