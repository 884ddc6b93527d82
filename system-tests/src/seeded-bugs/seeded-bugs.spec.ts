import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { patch, seededBugs } from './bugs.ts';
import { repositoryRoot, TreeCopy } from './copy.ts';
import { Hunt } from './hunt.ts';

/** The check looks at files only, and changes none. */
const fits = (bug: (typeof seededBugs)[number]): void => patch(repositoryRoot, bug, 'try');

describe('seeded bugs', () => {
  it('are at least 15, each of which says what it breaks', () => {
    expect(seededBugs).to.have.length.of.at.least(15);
    for (const { name, what, file } of seededBugs) {
      expect(what, name).to.match(/^[a-z].{20,}[^.]$/);
      expect(readFileSync(file, 'utf8'), name).to.match(/^--- a\/(services|packages)\//m);
    }
  });

  for (const bug of seededBugs) it(`${bug.name} still fits the code`, () => fits(bug));

  it('that do not fit are told', () => {
    const stale = { ...(seededBugs[0] as (typeof seededBugs)[number]), file: '/dev/null' };
    expect(() => fits(stale)).to.throw();
  });
});

describe('the hunt for seeded bugs', function () {
  this.timeout(900_000);

  let copy: TreeCopy;
  before(() => {
    copy = new TreeCopy();
  });
  after(() => copy.remove());

  for (const [name, rule] of [
    ['bare-decrement', 'I1'],
    ['timeout-as-decline', 'I4'],
    ['offset-before-commit', 'I7'],
  ] as const) {
    it(`catches ${name} by simulation, end to end`, async () => {
      const bug = seededBugs.find((one) => one.name === name) as (typeof seededBugs)[number];
      const { by } = await new Hunt(copy, { seed: 1, limit: 40, workers: 2 }).catch(bug);
      expect(by?.rules).to.include(rule);
    });
  }

  it('leaves the copy as it was', () => {
    for (const bug of seededBugs) patch(copy.folder, bug, 'try');
  });
});
