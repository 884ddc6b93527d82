import { expect } from 'chai';
import { counted, formatElapsed } from './talk.ts';

describe('what a command says', () => {
  for (const [number, said] of [
    [0, '0 faults'],
    [1, '1 fault'],
    [2, '2 faults'],
  ] as const)
    it(`counts: ${said}`, () => {
      expect(counted(number, 'fault')).to.equal(said);
    });

  for (const [ms, said] of [
    [849.6, '850 ms'],
    [12_345, '12.3 s'],
    [245_400, '4 min 05 s'],
  ] as const)
    it(`tells ${ms} ms as ${said}`, () => {
      expect(formatElapsed(ms)).to.equal(said);
    });
});
