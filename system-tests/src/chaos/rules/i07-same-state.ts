import type { Redelivery, State } from '../evidence/types.ts';
import { judgeEach, type Rule, together } from './rule.ts';

/** Every thing that was stored before or after. */
const namesOf = (before: State, after: State): string[] => Object.keys({ ...before, ...after });

function judgeRedelivery({ before, after, unrest }: Redelivery) {
  const same = judgeEach(namesOf(before, after), (name) =>
    before[name] === after[name]
      ? []
      : [`${name} was ${before[name]}, and is ${after[name]} after another delivery`],
  );
  return together(
    same,
    judgeEach(unrest, (what) => [`not at rest after another delivery: ${what}`]),
  );
}

export const sameState: Rule = {
  id: 'I7',
  title: 'delivering everything once more changes nothing that is stored',
  check: ({ redelivery }) => (redelivery ? judgeRedelivery(redelivery) : { checked: 0, violations: [] }),
};
