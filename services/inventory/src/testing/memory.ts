import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { MemoryRoomCounters } from '../adapters/memory/memory-counters.ts';
import { MemoryProperties, MemoryReservations, MemoryStore } from '../adapters/memory/memory-store.ts';
import { Instance } from './instance.ts';

/** Servers in memory, and instances of the service that share them. */
export function memoryServers() {
  const store = new MemoryStore();
  const unitOfWork = new MemoryUnitOfWork();
  const counters = new MemoryRoomCounters();
  const edges = {
    counters,
    unitOfWork,
    reservations: new MemoryReservations(store),
    properties: new MemoryProperties(store, unitOfWork),
  };
  return { counters, start: () => new Instance(edges) };
}
