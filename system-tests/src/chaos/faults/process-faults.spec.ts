import { expect } from 'chai';
import { lastTimestampIn } from './process-faults.ts';

describe('lastTimestampIn', () => {
  it('is the time of the last line that a service wrote', () => {
    const log = [
      '{"timestamp":"2026-01-01T00:00:00.000Z"}',
      '{"a":1,"timestamp":"2026-01-01T05:00:00.000Z"}',
      '',
    ];
    expect(lastTimestampIn(log.join('\n'))).to.equal(Date.parse('2026-01-01T05:00:00.000Z'));
  });

  it('is nothing when it wrote none', () => {
    expect(lastTimestampIn('Error: no\n')).to.equal(null);
  });
});
