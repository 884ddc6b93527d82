import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { silent } from '../talk.ts';
import { installOnce } from './install-once.ts';

describe('installOnce', () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'cache-'));
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  const installation = (build: (target: string) => Promise<void>) => ({
    folder: 'thing-1.0',
    marker: 'program',
    build,
  });
  const write = (target: string): Promise<void> => writeFile(join(target, 'program'), '');

  it('builds once and finds it from then on', async () => {
    let builds = 0;
    const build = async (target: string): Promise<void> => {
      builds += 1;
      await write(target);
    };
    const first = await installOnce(cache, installation(build), silent);
    const second = await installOnce(cache, installation(build), silent);
    expect(first).to.equal(join(cache, 'thing-1.0', 'program'));
    expect([second, builds]).to.deep.equal([first, 1]);
  });

  it('leaves nothing behind when building fails, and succeeds the next time', async () => {
    const failing = installOnce(
      cache,
      installation(() => Promise.reject(new Error('no network'))),
      silent,
    );
    const error = await failing.catch((thrown: Error) => thrown);
    expect((error as Error).message).to.equal('no network');
    expect(readdirSync(cache)).to.deep.equal([]);
    expect(existsSync(await installOnce(cache, installation(write), silent))).to.equal(true);
  });

  it('shows nobody a half-built installation', async () => {
    const seen: boolean[] = [];
    const build = async (target: string): Promise<void> => {
      await write(target);
      await sleep(20);
      seen.push(existsSync(join(cache, 'thing-1.0')));
    };
    await installOnce(cache, installation(build), silent);
    expect(seen).to.deep.equal([false]);
  });

  it('builds once when two want it at the same time', async () => {
    let builds = 0;
    const build = async (target: string): Promise<void> => {
      builds += 1;
      await sleep(50);
      await write(target);
    };
    const want = () => installOnce(cache, installation(build), silent);
    await Promise.all([want(), want()]);
    expect(builds).to.equal(1);
  });
});
