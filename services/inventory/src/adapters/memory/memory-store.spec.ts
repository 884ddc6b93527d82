import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { describeDeadlinesBehaviour } from '../deadlines.behaviour.ts';
import { describeStoreBehaviour } from '../store.behaviour.ts';
import { MemoryProperties, MemoryReservations, MemoryStore } from './memory-store.ts';

const make = () => {
  const store = new MemoryStore();
  const unitOfWork = new MemoryUnitOfWork();
  return {
    reservations: new MemoryReservations(store),
    properties: new MemoryProperties(store, unitOfWork),
    unitOfWork,
  };
};

describeStoreBehaviour('MemoryStore', make);
describeDeadlinesBehaviour('MemoryStore', make);
