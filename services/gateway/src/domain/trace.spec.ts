import { expect } from 'chai';
import { traceIdIn } from './trace.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('the traceparent header', () => {
  it('gives its trace id', () => {
    expect(traceIdIn(`00-${traceId}-${span}-01`)).to.equal(traceId);
  });

  it('of a later version may have more fields', () => {
    expect(traceIdIn(`01-${traceId}-${span}-01-more`)).to.equal(traceId);
  });

  const invalid = {
    absent: undefined,
    'of an impossible version': `ff-${traceId}-${span}-01`,
    'with more fields in version 00': `00-${traceId}-${span}-01-more`,
    'with a zero trace id': `00-${'0'.repeat(32)}-${span}-01`,
    'with a zero span id': `00-${traceId}-${'0'.repeat(16)}-01`,
    'in capitals': `00-${traceId.toUpperCase()}-${span}-01`,
    'too short': `00-${traceId}-01`,
  };
  for (const [what, header] of Object.entries(invalid)) {
    it(`counts for nothing when ${what}`, () => {
      expect(traceIdIn(header)).to.equal(undefined);
    });
  }
});
