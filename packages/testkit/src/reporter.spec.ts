import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const mochaBin = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

describe('the tally reporter', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const runFixture = (tally: string | undefined) => {
    const args = [
      mochaBin,
      '--no-config',
      '--reporter',
      './reporter.ts',
      'src/fixtures/one-red-two-green.ts',
    ];
    const { WANDERLUXE_TEST_TALLY: _ours, ...env } = process.env;
    if (tally) env.WANDERLUXE_TEST_TALLY = tally;
    return spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  };

  it('appends one line of counts a run, under the name of the package', () => {
    const tally = join(folder, 'tally.jsonl');
    runFixture(tally);
    runFixture(tally);
    const lines = readFileSync(tally, 'utf8').trimEnd().split('\n');
    const expected = { suite: '@wanderluxe/testkit', passed: 2, failed: 1 };
    expect(lines.map((line) => JSON.parse(line))).to.deep.equal([expected, expected]);
  });

  it('reports like spec and keeps the exit status, with or without a tally file', () => {
    const { status, stdout } = runFixture(undefined);
    expect(status).to.equal(1);
    expect(stdout).to.contain('2 passing').and.to.contain('1 failing').and.to.contain('on purpose');
    expect(stdout.indexOf('Error: on purpose'), 'told at once').to.be.within(0, stdout.indexOf('2 passing'));
  });
});
