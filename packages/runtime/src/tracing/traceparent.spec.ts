import { expect } from 'chai';
import { childOf, formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('the traceparent header', () => {
  it('names trace, span and whether it is recorded', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).to.deep.equal({ traceId, spanId, sampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).to.deep.equal({ traceId, spanId, sampled: false });
  });

  it('has other flags that say nothing of recording', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-02`)?.sampled).to.equal(false);
    expect(parseTraceparent(`00-${traceId}-${spanId}-ff`)?.sampled).to.equal(true);
  });

  it('of a later version may have more fields', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more`)?.traceId).to.equal(traceId);
  });

  const invalid = {
    absent: undefined,
    empty: '',
    'of an impossible version': `ff-${traceId}-${spanId}-01`,
    'with more fields in version 00': `00-${traceId}-${spanId}-01-more`,
    'with a zero trace id': `00-${'0'.repeat(32)}-${spanId}-01`,
    'with a zero span id': `00-${traceId}-${'0'.repeat(16)}-01`,
    'in capitals': `00-${traceId.toUpperCase()}-${spanId}-01`,
    'too short': `00-${traceId}-01`,
    'without flags': `00-${traceId}-${spanId}`,
    'with something before it': ` 00-${traceId}-${spanId}-01`,
    'said twice': `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`,
  };
  for (const [what, header] of Object.entries(invalid)) {
    it(`counts for nothing when ${what}`, () => {
      expect(parseTraceparent(header)).to.equal(undefined);
    });
  }

  for (const sampled of [true, false]) {
    it(`is read as it was written, ${sampled ? '' : 'not '}recorded`, () => {
      const context = { traceId, spanId, sampled };
      expect(parseTraceparent(formatTraceparent(context))).to.deep.equal(context);
    });
  }
});

describe('childOf', () => {
  it('is a new step in the same trace, recorded if the parent is', () => {
    for (const sampled of [true, false]) {
      const child = childOf({ traceId, spanId, sampled });
      expect(child).to.include({ traceId, sampled });
      expect(child.spanId).not.to.equal(spanId);
    }
  });

  it('without a parent begins a trace that is recorded', () => {
    const [one, other] = [childOf(undefined), childOf(undefined)];
    expect(parseTraceparent(formatTraceparent(one))).to.deep.equal({ ...one, sampled: true });
    expect(one.traceId).not.to.equal(other.traceId);
  });
});
