import { expect } from 'chai';
import { isAtLeast, versionIn, versionOf } from './version.ts';

describe('versionIn', () => {
  it('finds the version in what programs say of themselves', () => {
    expect(versionIn('go version go1.26.8 linux/amd64')).to.deep.equal([1, 26, 8]);
    expect(versionIn('openjdk version "17.0.15" 2025-04-15')).to.deep.equal([17, 0, 15]);
    expect(versionIn('no number')).to.equal(null);
  });
});

describe('isAtLeast', () => {
  it('compares numbers, not texts, part by part', () => {
    expect(isAtLeast([1, 26], [1, 21])).to.equal(true);
    expect(isAtLeast([1, 9], [1, 21])).to.equal(false);
    expect(isAtLeast([21], [17, 0, 1])).to.equal(true);
    expect(isAtLeast([17], [17, 0, 1])).to.equal(false);
    expect(isAtLeast([17, 0, 0], [17])).to.equal(true);
  });
});

describe('versionOf', () => {
  it('asks the program', () => {
    expect(versionOf(process.execPath, ['--version'])).to.deep.equal(
      process.versions.node.split('.').map(Number),
    );
  });

  it('answers null for a program that is not there', () => {
    expect(versionOf('/no/such/program', [])).to.equal(null);
  });
});
