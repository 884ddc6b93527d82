import { expect } from 'chai';
import { identify, isRunning, startTicksIn } from './identity.ts';

const statOf = (state: string, command: string): string => {
  const before = Array.from({ length: 18 }, (_, index) => `${index}`);
  return `4711 (${command}) ${[state, ...before, '987654', '20', '21'].join(' ')}`;
};

describe('startTicksIn', () => {
  it('reads field 22', () => {
    expect(startTicksIn(statOf('S', 'node'))).to.equal(987_654);
  });

  it('is not misled by spaces and parentheses in the command', () => {
    expect(startTicksIn(statOf('R', 'a) S 1 2 (b'))).to.equal(987_654);
  });

  it('takes a process that has ended but was not reaped for gone', () => {
    expect(startTicksIn(statOf('Z', 'node'))).to.equal(null);
  });

  it('answers null for a text that is no stat line', () => {
    expect(startTicksIn('')).to.equal(null);
  });
});

describe('isRunning', () => {
  it('knows this process', () => {
    expect(isRunning(identify(process.pid)!)).to.equal(true);
  });

  it('takes another process with the same pid for another', () => {
    const own = identify(process.pid)!;
    expect(isRunning({ ...own, startTicks: own.startTicks - 1 })).to.equal(false);
    expect(isRunning({ ...own, bootId: 'another boot' })).to.equal(false);
  });

  it('answers no for a pid that nobody has', () => {
    expect(identify(2 ** 22 + 1)).to.equal(null);
  });
});
