import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type Accounted, Accounts } from './accounts.ts';
import { readUsage } from './proc.ts';

describe('Accounts', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const busy = (): number => {
    const child = spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' });
    children.push(child);
    return child.pid!;
  };

  it('counts from when they were opened, and goes on when a component is started again', async () => {
    let processes: Accounted[] = [{ name: 'worker', pid: busy() }];
    const accounts = new Accounts(() => processes);
    const spent = (): number => accounts.sample().components.worker!.cpuMs;
    await eventually(() => expect(spent()).to.be.at.least(50));
    children[0]!.kill('SIGKILL');
    await once(children[0]!, 'exit');
    const before = spent();
    processes = [{ name: 'worker', pid: busy() }];
    await eventually(() => expect(spent()).to.be.at.least(before + 50));
  });

  it('does not bill what a process spent before', async () => {
    const pid = busy();
    await eventually(() => expect(readUsage(pid)!.cpuMs).to.be.at.least(300));
    const accounts = new Accounts(() => [{ name: 'worker', pid }]);
    expect(accounts.sample().components.worker!.cpuMs).to.be.below(200);
  });
});
