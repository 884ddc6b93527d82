import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runFacts } from '../harness/run-facts.ts';
import { seededBugs } from './bugs.ts';
import { repositoryRoot, TreeCopy } from './copy.ts';
import { type Caught, Hunt } from './hunt.ts';
import { pageOf } from './page.ts';

/**
 * node system-tests/src/seeded-bugs/run.ts [--seed 1] [--limit 1000] [--only name,name] [--workers n]
 * Seeds each bug into a copy of the tree, simulates until a promise is broken, and writes the page of evidence (unless
 * --only). Exit status 0 when all were caught, 2 when one was not.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '1000' },
    only: { type: 'string' },
    workers: { type: 'string', default: `${availableParallelism()}` },
  },
});
const page = join(repositoryRoot, 'docs', 'evidence', 'seeded-bugs.md');

const chosen = values.only?.split(',');
const bugs = seededBugs.filter(({ name }) => !chosen || chosen.includes(name));
const [seed, limit, workers] = [Number(values.seed), Number(values.limit), Number(values.workers)];

const said = ({ bug, by }: Caught): string =>
  by
    ? `${bug.name}: caught by ${by.rules.join(' ')} after ${by.seedsNeeded} seeds (${by.example})`
    : `${bug.name}: NOT caught within ${limit} seeds`;

const { commit } = runFacts();
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
if (!chosen) writeFileSync(page, pageOf(caught, { ...runFacts(), commit, seed, limit }));
process.exitCode = caught.every(({ by }) => by !== null) ? 0 : 2;
