import { describeBacklogsBehaviour } from './backlogs.behaviour.ts';
import { MemoryBacklogs } from './memory-backlogs.ts';

describeBacklogsBehaviour('in memory', async () => {
  const backlogs = new MemoryBacklogs();
  const groups = ['one', 'other'] as const;
  let written = 0;
  return {
    ...{ backlogs, groups: [...groups] },
    write: async (records) => {
      written += records;
      for (const group of groups) backlogs.backlogs.set(group, { written, done: 0 });
    },
    finish: async (group, done) => void backlogs.backlogs.set(group, { written, done }),
    setAway: async (isAway) => {
      backlogs.isAway = isAway;
    },
  };
});
