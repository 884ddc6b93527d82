import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { MemoryProperties, MemoryReservations, MemoryStore } from '../adapters/memory/memory-store.ts';
import { HORIZON, Instance } from './instance.ts';

/** Servers in memory, and instances of the service that share them. */
export function memoryServers(horizon = HORIZON) {
  const store = new MemoryStore(horizon);
  const unitOfWork = new MemoryUnitOfWork();
  const counters = new MemoryRoomCounters();
  const edges = {
    horizon,
    counters,
    unitOfWork,
    reservations: new MemoryReservations(store),
    properties: new MemoryProperties(store, unitOfWork),
  };
  return { counters, start: () => new Instance(edges) };
}
