import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { closingLine, countSuite } from './tally.ts';

const ended = (ok: boolean) => ({ ok, elapsedMs: 1, reason: ok ? '' : 'exit status 1' });

describe('countSuite', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tally-'));
    file = join(folder, 'tally.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('adds up what the reporter wrote', () => {
    writeFileSync(file, '{"passed":3,"failed":1}\n{"passed":2,"failed":0}\n');
    expect(countSuite(file, ended(false))).to.deep.equal({ passed: 5, failed: 1 });
  });

  it('counts a run that died without a failed test as one failure', () => {
    expect(countSuite(file, ended(false))).to.deep.equal({ passed: 0, failed: 1 });
    writeFileSync(file, '{"passed":3,"failed":0}\n');
    expect(countSuite(file, ended(false))).to.deep.equal({ passed: 3, failed: 1 });
  });

  it('counts nothing for a run that was fine and empty', () => {
    expect(countSuite(file, ended(true))).to.deep.equal({ passed: 0, failed: 0 });
  });
});

describe('closingLine', () => {
  it('is the line that other tools look for', () => {
    expect(closingLine({ passed: 12, failed: 0 })).to.equal('12 passed, 0 failed');
  });
});
