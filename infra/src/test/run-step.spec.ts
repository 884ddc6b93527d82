import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { identify } from '../processes/identity.ts';
import { endRunningSteps, runStep } from './run-step.ts';

describe('runStep', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'step-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const shell = (script: string, timeoutMs = 20_000) =>
    runStep({ name: 'step', command: 'sh', args: ['-c', script], timeoutMs, log: join(folder, 'log') });
  const childPid = (): Promise<number> =>
    eventually(() => {
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
      expect(pid).to.be.greaterThan(0);
      return pid;
    });

  it('keeps what a quiet step prints in its log', async () => {
    expect(await shell('echo said')).to.include({ ok: true, reason: '' });
    expect(readFileSync(join(folder, 'log'), 'utf8')).to.equal('said\n');
  });

  it('answers why a step did not succeed', async () => {
    expect(await shell('exit 3')).to.include({ ok: false, reason: 'exit status 3' });
    const missing = await runStep({ name: 'step', command: '/no/such/program', args: [], timeoutMs: 20_000 });
    expect(missing.ok).to.equal(false);
  });

  it('ends a step that takes too long, with everything that it started', async () => {
    const result = await shell(`sleep 300 & echo $! > ${folder}/pid; wait`, 500);
    expect(result).to.include({ ok: false, reason: 'not done after 0.5 s' });
    const pid = await childPid();
    await eventually(() => expect(identify(pid)).to.equal(null));
  });

  it('ends a step that was done and does not end, and says so', async () => {
    const file = join(folder, 'done');
    const step = { name: 'step', command: 'sh', args: ['-c', `touch ${file}; sleep 300`], timeoutMs: 20_000 };
    const result = await runStep({ ...step, done: { file, graceMs: 300 } });
    expect(result.reason).to.match(/^done, but not ended 0.3 s later/);
  });

  it('ends what is under way when the run is interrupted', async () => {
    const under = shell(`sleep 300 & echo $! > ${folder}/pid; wait`);
    const pid = await childPid();
    endRunningSteps();
    expect((await under).ok).to.equal(false);
    await eventually(() => expect(identify(pid)).to.equal(null));
  });
});
