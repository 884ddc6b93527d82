import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { inSteps, STOP_DEADLINE_MS, type StopStep } from './stopping.ts';

describe('stopping in steps', () => {
  let made: string[];
  let warnings: object[];
  const logger = { warn: (message: string, fields: object) => void warnings.push({ message, ...fields }) };
  const step = (name: string, takesMs = 0, withinMs = 50): StopStep => ({
    name,
    withinMs,
    async stop() {
      await sleep(takesMs);
      made.push(name);
    },
  });
  const never = (name: string, withinMs: number): StopStep => ({
    name,
    withinMs,
    stop: () => new Promise(() => {}),
  });
  const elapsedMs = async (stop: () => Promise<void>) => {
    const startedMs = performance.now();
    await stop();
    return performance.now() - startedMs;
  };
  beforeEach(() => {
    made = [];
    warnings = [];
  });

  it('makes them one after the other', async () => {
    await inSteps([step('first', 20), step('second'), step('third')], { logger })();
    expect(made).to.deep.equal(['first', 'second', 'third']);
    expect(warnings).to.deep.equal([]);
  });

  it('leaves a step that takes too long, says so, and makes the next', async () => {
    const stop = inSteps([never('stuck', 40), step('next')], { logger });
    expect(await elapsedMs(stop)).to.be.within(35, 400);
    expect(made).to.deep.equal(['next']);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include({ step: 'stuck', withinMs: 40 });
  });

  it('gives what a step leaves over to those behind it', async () => {
    await inSteps([step('quick', 0, 400), step('slow', 100, 20)], { logger })();
    expect(made).to.deep.equal(['quick', 'slow']);
  });

  it('all stuck: ends when their times are over, together', async () => {
    const stop = inSteps(
      ['a', 'b', 'c'].map((name) => never(name, 40)),
      { logger },
    );
    expect(await elapsedMs(stop)).to.be.within(115, 500);
  });

  it('a step that fails keeps no other from being made, and is thrown after the last', async () => {
    const failing = (name: string): StopStep => ({
      name,
      withinMs: 50,
      stop: () => {
        throw new Error(name);
      },
    });
    const stop = inSteps([failing('one'), step('next'), failing('two')], { logger });
    expect(await stop().catch((error: Error) => error.message)).to.equal('one');
    expect(made).to.deep.equal(['next']);
  });

  it('is refused at once when the steps could take longer than a process has', () => {
    const tooMuch = [step('a', 0, STOP_DEADLINE_MS / 2), step('b', 0, STOP_DEADLINE_MS / 2)];
    expect(() => inSteps(tooMuch, { logger })).to.throw('to stop takes up to 10000 ms');
    expect(() => inSteps([step('a', 0, 60)], { withinMs: 59, logger })).to.throw('there are 59 ms');
  });
});
