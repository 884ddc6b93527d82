import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { identify, isRunning, type ProcessIdentity } from '../processes/identity.ts';
import { saveRecord } from '../processes/records.ts';
import { silent } from '../talk.ts';
import { clearAway, createTestInstance, nestedHome } from './test-instance.ts';

describe('what a test run leaves behind', () => {
  let home: string;
  let child: ChildProcess;
  let started: ProcessIdentity;
  const env = (): Record<string, string> => ({ WANDERLUXE_HOME: home, KAFKA_BROKERS: 'somebody:9092' });

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'instances-'));
    child = spawn('sleep', ['300'], { stdio: 'ignore' });
    await once(child, 'spawn');
    started = identify(child.pid!)!;
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true });
  });

  /** As a test does that starts an instance of its own and never comes to stopping it. */
  function leaveRunning(run: string, owner?: ProcessIdentity): string {
    const folder = join(home, run);
    const nested = join(nestedHome(folder), 'e2e');
    mkdirSync(nested, { recursive: true });
    saveRecord(nested, {
      name: 'gateway',
      process: started,
      startedAt: new Date().toISOString(),
      log: 'log',
    });
    if (owner) writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner));
    return folder;
  }

  it('is ended with the instances that tests started inside it', async () => {
    const folder = leaveRunning('test-1');
    await clearAway('test-1', env(), silent);
    expect([isRunning(started), existsSync(folder)]).to.deep.equal([false, false]);
  });

  it('is found by the next run when the run itself was killed', async () => {
    const own = identify(process.pid)!;
    const folder = leaveRunning('test-1', { ...own, startTicks: own.startTicks - 1 });
    await createTestInstance(env(), silent);
    expect([isRunning(started), existsSync(folder)]).to.deep.equal([false, false]);
  });

  it('is left alone while its run goes on', async () => {
    const folder = leaveRunning('test-1', identify(process.pid)!);
    await createTestInstance(env(), silent);
    expect([isRunning(started), existsSync(folder)]).to.deep.equal([true, true]);
  });

  it('never includes the servers of the caller', async () => {
    const instance = await createTestInstance(env(), silent);
    expect(instance.env.KAFKA_BROKERS).to.equal(undefined);
    expect(instance.env.WANDERLUXE_PORT_BASE).to.match(/^\d{5}$/);
  });
});
