import { freshId } from '@wanderluxe/testkit';
import { describeBrokerBehaviour } from '../behaviour/broker.behaviour.ts';
import { describeParkedBehaviour } from '../behaviour/parked.behaviour.ts';
import { describeStoreBehaviour } from '../behaviour/store.behaviour.ts';
import { MemoryBroker } from './broker.ts';
import { MemoryParked } from './parked.ts';
import { MemoryLease, MemoryOutbox, MemoryUnitOfWork } from './store.ts';

describeBrokerBehaviour('memory', async () => {
  let broker = new MemoryBroker();
  return {
    createTopic: async (partitions) => {
      broker = new MemoryBroker({ partitions });
      return freshId('topic');
    },
    publisher: async () => ({
      publish: (records, withdraw) => broker.publisher().publish(records, withdraw),
      isHealthy: () => true,
      close: async () => {},
    }),
    source: (group, topic) => broker.source(group, [topic]),
  };
});

describeStoreBehaviour('memory', async () => ({
  unitOfWork: new MemoryUnitOfWork(),
  outbox: async () => new MemoryOutbox(),
  lease: async () => new MemoryLease(),
}));

describeParkedBehaviour('memory', async () => new MemoryParked());
