import { CommandError } from '@wanderluxe/infra';
import { expect } from 'chai';
import { rowsNamed } from './options.ts';
import { rows } from './rows/index.ts';

describe('rowsNamed', () => {
  it('is every row without a list, and the rows of a list in their own order', () => {
    expect(rowsNamed(rows, undefined)).to.have.length(rows.length);
    expect(rowsNamed(rows, 'throughput, cpu').map(({ name }) => name)).to.deep.equal(['cpu', 'throughput']);
  });

  it('names every name that is none', () => {
    expect(() => rowsNamed(rows, 'cpu,fast,faster')).to.throw(CommandError, 'fast, faster');
  });
});

describe('rows', () => {
  it('have names of their own, a method, and a figure each', () => {
    expect(new Set(rows.map(({ name }) => name)).size).to.equal(rows.length);
    for (const { name, method, figures } of rows) {
      expect(method.length, name).to.be.above(40);
      expect(new Set(figures.map((figure) => figure.name)).size, name).to.equal(figures.length);
      expect(figures.length, name).to.be.above(0);
    }
  });
});
