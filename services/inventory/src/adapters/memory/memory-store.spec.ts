import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { describeStoreBehaviour } from '../store.behaviour.ts';
import { MemoryProperties, MemoryReservations, MemoryStore } from './memory-store.ts';

describeStoreBehaviour('MemoryStore', () => {
  const store = new MemoryStore();
  const unitOfWork = new MemoryUnitOfWork();
  return {
    reservations: new MemoryReservations(store),
    properties: new MemoryProperties(store, unitOfWork),
    unitOfWork,
  };
});
