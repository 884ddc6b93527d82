import { Counter, type Registry } from 'prom-client';
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
}

export const noMetrics: InventoryMetrics = {
  reservations() {},
  expiryRequested() {},
  rebuilt() {},
  fenceConflict() {},
  stolen() {},
};

export function inventoryMetrics(registry: Registry): InventoryMetrics {
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
  return {
    reservations: (state, count) => reservations.inc({ state }, count),
    expiryRequested: (count) => expiries.inc(count),
    rebuilt: () => rebuilds.inc(),
    fenceConflict: () => conflicts.inc(),
    stolen: (count) => stolen.inc(count),
  };
}
