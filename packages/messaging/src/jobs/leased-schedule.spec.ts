import { silentLogger } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MemoryLease } from '../memory/index.ts';
import { type IsOurTurn, LeasedSchedule } from './leased-schedule.ts';

describe('a leased schedule', () => {
  const lease = () => new MemoryLease();
  const schedule = (
    holder: string,
    shared: MemoryLease,
    job: (isOurTurn: IsOurTurn) => Promise<unknown>,
    times: { nowMs?: () => number; intervalMs?: number; leaseMs?: number } = {},
  ) =>
    new LeasedSchedule({
      ...{
        name: 'job',
        lease: shared,
        holder,
        job,
        logger: silentLogger,
        nowMs: () => 0,
        intervalMs: 60_000,
      },
      ...times,
    });

  it('does its job in one instance at a time', async () => {
    const shared = lease();
    const done: string[] = [];
    const a = schedule('a', shared, async () => done.push('a'));
    const b = schedule('b', shared, async () => done.push('b'));
    for (let turn = 0; turn < 3; turn += 1) await Promise.all([a.turn(), b.turn()]);
    expect(done).to.deep.equal(['a', 'a', 'a']);
  });

  it('takes over from an instance that is gone, when its lease has run out', async () => {
    const shared = lease();
    const done: string[] = [];
    let nowMs = 0;
    const clock = { nowMs: () => nowMs };
    await schedule('a', shared, async () => done.push('a'), clock).turn();
    const b = schedule('b', shared, async () => done.push('b'), clock);
    nowMs = 119_999;
    await b.turn();
    nowMs = 120_000;
    await b.turn();
    expect(done).to.deep.equal(['a', 'b']);
  });

  it('keeps others waiting for an instance that is gone as long as it is told', async () => {
    const shared = lease();
    const done: string[] = [];
    let nowMs = 0;
    const times = { nowMs: () => nowMs, intervalMs: 100, leaseMs: 3_000 };
    await schedule('a', shared, async () => done.push('a'), times).turn();
    const b = schedule('b', shared, async () => done.push('b'), times);
    nowMs = 2_999;
    await b.turn();
    nowMs = 3_000;
    await b.turn();
    expect(done).to.deep.equal(['a', 'b']);
  });

  it("tells a job that was frozen past its lease that it is another's turn", async () => {
    const shared = lease();
    let nowMs = 0;
    const clock = { nowMs: () => nowMs };
    const turns: boolean[] = [];
    const a = schedule(
      'a',
      shared,
      async (isOurTurn) => {
        turns.push(await isOurTurn());
        nowMs = 500_000;
        await schedule('b', shared, async () => {}, clock).turn();
        turns.push(await isOurTurn());
      },
      clock,
    );
    await a.turn();
    expect(turns).to.deep.equal([true, false]);
  });

  it('goes on after a turn that failed', async () => {
    let turns = 0;
    const job = async () => {
      turns += 1;
      if (turns === 1) throw new Error('mongo is away');
    };
    const a = schedule('a', lease(), job, { intervalMs: 1 });
    a.start();
    await eventually(() => expect(turns).to.be.greaterThan(2));
    await a.stop();
  });

  it('leaves the lease to others when it stops, and ends the job under way', async () => {
    const shared = lease();
    let stopped: Promise<void> | undefined;
    const seen: boolean[] = [];
    const a = schedule('a', shared, async (isOurTurn) => {
      stopped = a.stop();
      seen.push(await isOurTurn());
    });
    a.start();
    await eventually(() => expect(seen).to.deep.equal([false]));
    await stopped;
    expect(await shared.acquire('b', 0, 1)).to.equal(true);
  });

  it('waits for a job that hangs only so long', async () => {
    const a = schedule('a', lease(), () => new Promise(() => {}));
    a.start();
    await a.stop(5);
  });
});
