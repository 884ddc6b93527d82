import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { identify } from '../processes/identity.ts';
import { removeRecord, saveRecord } from '../processes/records.ts';
import { stoppedElsewhere } from './engine-session.ts';

describe('an engine that another command may stop', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-'));
    for (const name of ['gateway', 'kafka'])
      saveRecord(folder, { name, process: identify(process.pid)!, startedAt: '', log: '' });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is over when the last of it was stopped, and not when one part was', async () => {
    let isOver = false;
    const over = stoppedElsewhere(folder).then(() => {
      isOver = true;
    });
    removeRecord(folder, 'gateway');
    await sleep(700);
    expect(isOver).to.equal(false);
    removeRecord(folder, 'kafka');
    await over;
  });

  it('is over at once when its folder is gone, too', async () => {
    await stoppedElsewhere(join(folder, 'wiped'));
  });
});
