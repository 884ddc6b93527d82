import type { RunFacts } from '../harness/run-facts.ts';
import type { Caught } from './hunt.ts';

export interface HuntFacts extends RunFacts {
  readonly seed: number;
  readonly limit: number;
}

const LONGEST_EXAMPLE = 120;

/** Ids, days and amounts of one seed say nothing to a reader of the table, but the words do. */
const inOneCell = (text: string): string => {
  const plain = text.replaceAll('|', '\\|');
  return plain.length > LONGEST_EXAMPLE ? `${plain.slice(0, LONGEST_EXAMPLE)} ...` : plain;
};

const rowOf = ({ bug, by }: Caught, limit: number): string =>
  by
    ? `| ${bug.name} | ${bug.what} | simulation | ${by.seedsNeeded} | ${by.rules.join(', ')} | ${inOneCell(by.example)} |`
    : `| ${bug.name} | ${bug.what} | not found | > ${limit} | | |`;

/** The page of evidence about a hunt for all bugs. */
export function pageOf(all: readonly Caught[], { commit, at, cores, load, seed, limit }: HuntFacts): string {
  const caught = all.flatMap(({ by }) => (by ? [by.seedsNeeded] : [])).sort((a, b) => a - b);
  return [
    '# Seeded bugs: what the checker finds',
    '',
    'Made by `node system-tests/src/seeded-bugs/run.ts`; do not edit. Each [patch](../../system-tests/src/seeded-bugs/README.md) was applied by itself to a copy of the code, which was simulated',
    `from seed ${seed} on, ${limit} seeds at most, until a rule found a broken promise. That seed was then run without the bug, and was clean.`,
    '',
    `Commit ${commit}, ${at}, ${cores} cores, ${load} processes wanted to run at the end.`,
    '',
    `Caught: ${caught.length} of ${all.length}; half of them within ${caught[Math.floor((caught.length - 1) / 2)] ?? 0} seeds.`,
    '',
    '| bug | what it breaks | found by | seeds needed | promises broken | what was seen first |',
    '| --- | --- | --- | ---: | --- | --- |',
    ...all.map((one) => rowOf(one, limit)),
    '',
  ].join('\n');
}
