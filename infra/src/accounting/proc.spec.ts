import { expect } from 'chai';
import { machineIn, readMachine, readUsage, usageIn } from './proc.ts';

const stat = '4242 (a (strange) name) S 1 4242 4242 0 -1 4194304 9 0 0 0 150 25 7 7 20 0 11 0 900 1 2 3';

describe('proc', () => {
  it('reads user and system time out of stat, whatever the name is, and memory out of status', () => {
    expect(usageIn(stat, 'Name:\tx\nVmHWM:\t 900 kB\nVmRSS:\t  500 kB\n')).to.deep.equal({
      cpuMs: 1_750,
      rssBytes: 512_000,
    });
  });

  it('counts busy time of the machine without idling and waiting for disks', () => {
    expect(machineIn('cpu  10 1 20 5000 300 2 3 40 0 0\ncpu0 1 1 1')).to.deep.equal({
      busyMs: 360,
      stolenMs: 400,
    });
  });

  it('sees this process working', () => {
    const [before, machineBefore] = [readUsage(process.pid)!, readMachine()];
    const started = process.cpuUsage();
    const spentMs = (): number => {
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1_000;
    };
    while (spentMs() < 100);
    expect(readUsage(process.pid)!.cpuMs - before.cpuMs).to.be.closeTo(spentMs(), 40);
    expect(readUsage(process.pid)!.rssBytes).to.be.above(10_000_000);
    expect(readMachine().busyMs - machineBefore.busyMs).to.be.at.least(50);
  });

  it('knows nothing of a process that is not there', () => {
    expect(readUsage(2 ** 30)).to.equal(null);
  });
});
