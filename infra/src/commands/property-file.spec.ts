import { expect } from 'chai';
import { readCapacity, readPropertyFile } from './property-file.ts';

const two = [
  { id: 'resort', capacity: 120 },
  { id: 'city', capacity: 200 },
];

describe('readPropertyFile', () => {
  it('reads lines, with or without a header', () => {
    expect(readPropertyFile('resort,120\ncity,200\n')).to.deep.equal(two);
    expect(readPropertyFile('id, capacity\r\nresort, 120\r\n\r\ncity, 200')).to.deep.equal(two);
  });

  it('reads a JSON list and what "properties list" prints', () => {
    expect(readPropertyFile(JSON.stringify(two))).to.deep.equal(two);
    expect(readPropertyFile(JSON.stringify({ properties: two }))).to.deep.equal(two);
  });

  it('names the line that it cannot read', () => {
    expect(() => readPropertyFile('resort,120\ncity')).to.throw('line 2 is not "id,capacity": city');
  });
});

describe('readCapacity', () => {
  it('takes whole numbers that are not negative', () => {
    expect(readCapacity('0')).to.equal(0);
    for (const text of ['-1', '1.5', '', 'many'])
      expect(() => readCapacity(text)).to.throw('is not a capacity');
  });
});
