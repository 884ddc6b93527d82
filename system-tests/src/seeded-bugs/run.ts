import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededBugs } from './bugs.ts';
import { repositoryRoot, TreeCopy } from './copy.ts';
import { type Caught, Hunt } from './hunt.ts';

/**
 * node system-tests/src/seeded-bugs/run.ts [--limit 300] [--only name,name] [--workers n]
 * Seeds each bug into a copy of the tree, simulates until a promise is broken, and writes the table (unless --only).
 * Exit status 0 when all were caught, 2 when one was not.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '300' },
    only: { type: 'string' },
    workers: { type: 'string', default: `${availableParallelism()}` },
  },
});
const table = join(repositoryRoot, 'docs', 'evidence', 'seeded-bugs.md');

const chosen = values.only?.split(',');
const bugs = seededBugs.filter(({ name }) => !chosen || chosen.includes(name));
const [seed, limit, workers] = [Number(values.seed), Number(values.limit), Number(values.workers)];

const said = ({ bug, by }: Caught): string =>
  by
    ? `${bug.name}: caught by ${by.rules.join(' ')} after ${by.seedsNeeded} seeds (${by.example})`
    : `${bug.name}: NOT caught within ${limit} seeds`;

const row = ({ bug, by }: Caught): string =>
  `| ${bug.name} | ${bug.what} | ${by ? by.rules.join(', ') : 'not caught'} | ${by ? by.seedsNeeded : `> ${limit}`} |`;

const copy = new TreeCopy();
const caught: Caught[] = [];
try {
  const hunt = new Hunt(copy, { seed, limit, workers });
  for (const bug of bugs) {
    const one = await hunt.catch(bug);
    caught.push(one);
    process.stdout.write(`${said(one)}\n`);
  }
} finally {
  copy.remove();
}
if (!chosen) writeFileSync(table, tableOf(caught));
process.exitCode = caught.every(({ by }) => by !== null) ? 0 : 2;

function tableOf(all: readonly Caught[]): string {
  return [
    '# Seeded bugs',
    '',
    `Each patch of system-tests/src/seeded-bugs was applied by itself and simulated from seed ${seed} on until the rules of`,
    'the simulation found a broken promise. Made by `node system-tests/src/seeded-bugs/run.ts`.',
    '',
    '| bug | what it breaks | found by | seeds needed |',
    '| --- | --- | --- | ---: |',
    ...all.map(row),
    '',
  ].join('\n');
}
