import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { expect } from 'chai';
import { randomOf } from '../../chaos/schedule/random.ts';
import { within } from '../time/sandbox.ts';
import { VirtualTime } from '../time/virtual-time.ts';
import { Trace } from '../trace.ts';
import { Gate } from './gate.ts';
import { Ground, type Site, type Strike } from './ground.ts';
import { Process } from './process.ts';

const SITE: Site = { name: 'port.method', dependency: 'mongo', changes: true, mayBeLate: true };

/** Makes one call that is struck, waits, and tells what has happened in which order. */
async function struck(strike: Strike | ((process: Process) => Strike) | undefined, waitMs = 60_000) {
  const time = new VirtualTime(0);
  const events: string[] = [];
  let error: unknown;
  let isOver = false;
  const story = async () => {
    const ground = new Ground(time, randomOf(1), new Trace());
    const process = new Process(time, 'payment', 'payment#1');
    const chosen = typeof strike === 'function' ? strike(process) : strike;
    ground.conditions.add({ strike: () => chosen });
    const gate = new Gate(process, ground);
    process.after(0, () => {
      const effect = async (inPart: boolean) => void events.push(inPart ? 'part' : 'effect');
      gate.call(SITE, effect).then(
        () => events.push('answer'),
        (thrown: unknown) => {
          error = thrown;
          events.push('error');
        },
      );
    });
    await sleep(waitMs);
    if (process.state === 'frozen') {
      events.push('thaw');
      process.thaw();
      await sleep(1_000);
    }
    isOver = true;
  };
  await within({ time, random: randomOf(2) }, async () => {
    void story();
    await time.drive(() => isOver, 1_000);
  });
  return { events, error };
}

describe('the gate between a process and its servers', () => {
  it('lets a call through, and its answer back', async () => {
    expect((await struck(undefined)).events).to.deep.equal(['effect', 'answer']);
    expect((await struck({ kind: 'slow', byMs: 500 })).events).to.deep.equal(['effect', 'answer']);
  });

  for (const [kind, strike, expected] of [
    ['away', { kind: 'away', byMs: 5 }, ['error']],
    ['lost', { kind: 'lost', byMs: 5 }, ['effect', 'error']],
    ['part', { kind: 'part', byMs: 5 }, ['part', 'error']],
    ['late', { kind: 'late', byMs: 5, effectByMs: 900 }, ['error', 'effect']],
    ['twice', { kind: 'twice' }, ['effect', 'effect', 'answer']],
    ['bug', { kind: 'bug' }, ['error']],
  ] as const satisfies [string, Strike, string[]][]) {
    it(`${kind}: ${expected.join(', ')}`, async () => {
      expect((await struck(strike)).events).to.deep.equal(expected);
    });
  }

  it('tells what certainly was not sent from what is in doubt, and a bug from both', async () => {
    const away = await struck({ kind: 'away', byMs: 5 });
    const lost = await struck({ kind: 'lost', byMs: 5 });
    expect(away.error).to.be.instanceOf(DependencyUnavailableError).and.to.include({ isUnsent: true });
    expect(lost.error).to.be.instanceOf(DependencyUnavailableError).and.to.include({ isUnsent: false });
    expect((await struck({ kind: 'bug' })).error).to.be.instanceOf(TypeError);
  });

  for (const [when, dead, frozen] of [
    ['before', [], ['thaw', 'effect', 'answer']],
    ['after', ['effect'], ['effect', 'thaw', 'answer']],
  ] as const) {
    it(`a process that dies ${when} an effect never goes on; one that is halted there does, from there`, async () => {
      const killed = await struck((process) => ({ kind: 'ended', when, end: () => process.kill() }));
      expect(killed.events).to.deep.equal(dead);
      const halted = await struck((process) => ({ kind: 'ended', when, end: () => process.freeze() }));
      expect(halted.events).to.deep.equal(frozen);
    });
  }
});
