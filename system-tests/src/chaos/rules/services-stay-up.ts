import { judgeEach, type Rule } from './rule.ts';

/** A service whose servers are away may refuse to start; one that is up waits for them. */
export const servicesStayUp: Rule = {
  id: 'P2',
  title: 'no process that was up ended by itself: what is away is waited for without a restart',
  check: ({ unexpectedEnds, faults }) => {
    const { violations } = judgeEach(unexpectedEnds, ({ name, wasUp, livedMs, logTail }) =>
      wasUp ? [`${name} ended by itself after ${livedMs} ms: ${logTail.trimEnd().split('\n').at(-1)}`] : [],
    );
    return { checked: Math.max(faults.length, unexpectedEnds.length), violations };
  },
};
