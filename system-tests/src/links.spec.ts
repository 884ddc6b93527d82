import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../../', import.meta.url));
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;

/** Files that the documents point at and that are not there. */
function brokenLinks(document: string): string[] {
  const text = readFileSync(resolve(root, document), 'utf8');
  return [...text.matchAll(LINK)].flatMap(([, target = '']) =>
    existsSync(resolve(root, dirname(document), target)) ? [] : [`${document} -> ${target}`],
  );
}

describe('the documents', () => {
  const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');

  it('point only at files that exist', () => {
    expect(documents).to.include('README.md');
    expect(documents.flatMap(brokenLinks)).to.deep.equal([]);
  });
});
