import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundle, bundleOf, isBundled } from './bundle.ts';

describe('the bundle of a service', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src', 'word.ts'), "export const word: string = 'hello';");
    writeFileSync(join(folder, 'src', 'main.ts'), "import { word } from './word.ts';\nconsole.log(word);");
    writeFileSync(join(folder, 'src', 'script.lua'), 'return 1');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const later = (file: string) => {
    const atS = Date.now() / 1_000 + 60;
    utimesSync(join(folder, file), atS, atS);
  };

  it('runs without its sources, its scripts beside it', async () => {
    await bundle(folder);
    rmSync(join(folder, 'src'), { recursive: true });
    expect(`${execFileSync(process.execPath, [bundleOf(folder)])}`).to.equal('hello\n');
    expect(`${execFileSync('ls', [join(folder, 'dist')])}`).to.include('script.lua');
  });

  it('is there only once it was made', async () => {
    expect(isBundled(folder)).to.equal(false);
    await bundle(folder);
    expect(isBundled(folder)).to.equal(true);
  });

  it('is made anew after one of its sources has changed, or is gone', async () => {
    await bundle(folder);
    later('src/word.ts');
    expect(isBundled(folder)).to.equal(false);
    later('dist/main.js');
    later('dist/main.js');
    rmSync(join(folder, 'src', 'word.ts'));
    expect(isBundled(folder)).to.equal(false);
  });
});
