import { describeCountersBehaviour } from '../counters.behaviour.ts';
import { MemoryRoomCounters } from './memory-counters.ts';

describeCountersBehaviour('MemoryRoomCounters', async () => {
  const counters = new MemoryRoomCounters();
  return { counters, lose: async () => counters.lose() };
});
