import { judgeEach, type Rule } from './rule.ts';

/** Without this, a fault on a connection that nobody uses would pass for a fault survived. */
export const proxiesCarried: Rule = {
  id: 'P1',
  title: 'every proxy carried bytes both ways, and every fault was really injected',
  check: ({ traffic, faults }) => {
    const idle = judgeEach(traffic, ({ link, toServer, toClient }) =>
      toServer > 0 && toClient > 0
        ? []
        : [`${link} carried ${toServer} bytes to the server and ${toClient} back`],
    );
    const failed = judgeEach(faults, ({ kind, target, failure }) =>
      failure === null ? [] : [`${kind} of ${target} could not be injected: ${failure}`],
    );
    return { checked: idle.checked + failed.checked, violations: [...idle.violations, ...failed.violations] };
  },
};
