import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { tailOf } from './files.ts';

describe('tailOf', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tail-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const fileOf = (text: string): string => {
    const path = join(folder, 'a.log');
    writeFileSync(path, text);
    return path;
  };

  it('is the last lines, or all when there are no more, or none without a file', async () => {
    expect(await tailOf(fileOf('a\nb\nc\n'), 2)).to.deep.equal(['b', 'c']);
    expect(await tailOf(fileOf('a\nb\n'), 5)).to.deep.equal(['a', 'b']);
    expect(await tailOf(join(folder, 'none.log'), 5)).to.deep.equal([]);
  });

  it('begins with a whole line also in a file that is too long to be read', async () => {
    const line = 'x'.repeat(99_999);
    const lines = await tailOf(fileOf(`${line}\n`.repeat(5)), 100);
    expect(lines.map(({ length }) => length)).to.deep.equal([99_999, 99_999]);
  });
});
