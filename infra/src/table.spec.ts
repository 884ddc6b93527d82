import { expect } from 'chai';
import { tableLines } from './table.ts';

describe('tableLines', () => {
  it('makes columns as wide as their widest cell, and leaves no blanks at the end', () => {
    expect(tableLines([['a', 'bb', ''], ['ccc', 'd', 'e'], ['f']])).to.deep.equal([
      'a    bb',
      'ccc  d   e',
      'f',
    ]);
  });

  it('aligns numbers to the right', () => {
    expect(
      tableLines(
        [
          ['x', '1'],
          ['y', '100'],
        ],
        { numbersFrom: 1 },
      ),
    ).to.deep.equal(['x    1', 'y  100']);
  });

  it('does not count colours', () => {
    expect(
      tableLines([
        ['\u001b[32mok\u001b[39m', 'x'],
        ['longer', 'y'],
      ])[0],
    ).to.equal('\u001b[32mok\u001b[39m      x');
  });

  it('is nothing without rows', () => {
    expect(tableLines([])).to.deep.equal([]);
  });
});
