import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { horizonOf } from '../../domain/horizon.ts';
import { describeDeadlinesBehaviour } from '../deadlines.behaviour.ts';
import { describeStoreBehaviour, NOW_MS } from '../store.behaviour.ts';
import { MemoryProperties, MemoryReservations, MemoryStore } from './memory-store.ts';

const make = () => {
  const store = new MemoryStore(horizonOf(30, () => NOW_MS));
  const unitOfWork = new MemoryUnitOfWork();
  return {
    reservations: new MemoryReservations(store),
    properties: new MemoryProperties(store, unitOfWork),
    unitOfWork,
  };
};

describeStoreBehaviour('MemoryStore', make);
describeDeadlinesBehaviour('MemoryStore', make);
