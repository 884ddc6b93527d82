import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { silent } from '../talk.ts';
import { installChromium } from './chromium.ts';

describe('installChromium', () => {
  const path = process.env.PATH;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'browsers-'));
    // Nothing else is found, apt-get neither.
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });
  const put = (name: string): string => {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };

  it('takes Chromium, or else Chrome, from the PATH', async () => {
    const chrome = put('google-chrome');
    expect(await installChromium(silent)).to.equal(chrome);
    const chromium = put('chromium');
    expect(await installChromium(silent)).to.equal(chromium);
  });

  it('says what to install where nothing is found and nothing can be installed', async () => {
    const error = await installChromium(silent).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message').that.includes('chromium is missing');
    expect(error).to.have.property('remedy').that.includes('apt-get install chromium');
  });
});
