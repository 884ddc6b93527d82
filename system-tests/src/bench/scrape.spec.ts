import { expect } from 'chai';
import { valueIn } from './scrape.ts';

const text = `# HELP wl_things Things.
wl_things{service="a",kind="x"} 3
wl_things{service="a",kind="y"} 4.5
wl_things_total{service="a"} 100
wl_plain 7
`;

describe('valueIn', () => {
  it('adds up the lines of one metric and of no other', () => {
    expect([valueIn(text, 'wl_things'), valueIn(text, 'wl_plain')]).to.deep.equal([7.5, 7]);
  });

  it('is not a number where there is no such metric', () => {
    expect(valueIn(text, 'wl_thing')).to.be.NaN;
  });
});
