import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { identify, isRunning, type ProcessIdentity } from '../processes/identity.ts';
import { readRecord, saveRecord } from '../processes/records.ts';
import { recordSettings } from '../settings/recorded.ts';
import { resolveSettings } from '../settings/settings.ts';
import { down } from './down.ts';

describe('down and the processes of others', () => {
  let home: string;
  let folder: string;
  let child: ChildProcess;
  const env = (): Record<string, string> => ({ WANDERLUXE_HOME: home });
  const record = (process: ProcessIdentity): void =>
    saveRecord(folder, {
      name: 'redis',
      process,
      startedAt: new Date().toISOString(),
      log: join(folder, 'log'),
    });

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'instances-'));
    const settings = resolveSettings(env());
    folder = settings.folder;
    recordSettings(settings);
    child = spawn('sleep', ['300'], { stdio: 'ignore' });
    await once(child, 'spawn');
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true });
  });

  it('ends the process that the instance started', async () => {
    const own = identify(child.pid!)!;
    record(own);
    await down({ env: env() });
    expect(isRunning(own)).to.equal(false);
    expect(readRecord(folder, 'redis')).to.equal(null);
  });

  it('leaves a process alone that was given the same pid later', async () => {
    const foreign = identify(child.pid!)!;
    record({ ...foreign, startTicks: foreign.startTicks - 100 });
    await down({ env: env() });
    expect(isRunning(foreign)).to.equal(true);
    expect(readRecord(folder, 'redis')).to.equal(null);
  });

  it('leaves a process alone that has the same pid and ticks after a reboot', async () => {
    const foreign = identify(child.pid!)!;
    record({ ...foreign, bootId: 'an earlier boot' });
    await down({ env: env(), wipe: true });
    expect(isRunning(foreign)).to.equal(true);
  });
});
