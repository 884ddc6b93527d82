import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { patch, type SeededBug, seededBugs } from './bugs.ts';
import { repositoryRoot, TreeCopy } from './copy.ts';
import { Hunt } from './hunt.ts';

describe('seeded bugs', () => {
  it('are at least 15, each of which says what it breaks', () => {
    expect(seededBugs).to.have.length.of.at.least(15);
    for (const { name, what, file } of seededBugs) {
      expect(what, name).to.match(/^[a-z].{20,}[^.]$/);
      expect(readFileSync(file, 'utf8'), name).to.match(/^--- a\/(services|packages)\//m);
    }
  });

  it('that do not fit are told', () => {
    const stale = { ...(seededBugs[0] as SeededBug), file: '/dev/null' };
    expect(() => patch(repositoryRoot, stale, 'try')).to.throw();
  });
});

/** As many as the simulation itself is run with; the page of evidence tells how few are needed. */
const SEEDS = 1_000;

describe('the hunt for seeded bugs', function () {
  this.timeout(900_000);

  let copy: TreeCopy;
  let harmless: SeededBug;
  const hunt = (limit: number): Hunt => new Hunt(copy, { seed: 1, limit, workers: availableParallelism() });
  before(() => {
    copy = new TreeCopy();
    harmless = { name: 'harmless', what: 'nothing', file: join(copy.folder, 'harmless.patch') };
    writeFileSync(harmless.file, harmlessIn(copy.folder));
  });
  after(() => copy.remove());

  for (const bug of seededBugs) {
    // The seed that shows it is clean without it, or it would not count.
    it(`catches ${bug.name}: ${bug.what}`, async () => {
      const { by } = await hunt(SEEDS).catch(bug);
      expect(by, `no seed from 1 to ${SEEDS} broke a promise`).not.to.equal(null);
    });
  }

  it('catches nothing where nothing is broken', async () => {
    expect((await hunt(20).catch(harmless)).by).to.equal(null);
  });

  it('leaves the copy as it was', () => {
    for (const bug of seededBugs) patch(copy.folder, bug, 'try');
  });
});

/** A patch that adds a comment in front of a file of the tree. */
function harmlessIn(tree: string): string {
  const path = 'packages/messaging/src/memory/source.ts';
  const context = readFileSync(join(tree, path), 'utf8').split('\n').slice(0, 3);
  const lines = ['+// A comment.', ...context.map((line) => ` ${line}`)];
  return ['nothing', '', `--- a/${path}`, `+++ b/${path}`, '@@ -1,3 +1,4 @@', ...lines, ''].join('\n');
}
