import { expect } from 'chai';
import type { OutgoingRecord } from '../ports.ts';
import { bytesOfRecords, recordsOfBytes } from './outbox-records.ts';

describe('the records of an outbox row', () => {
  const records: OutgoingRecord[] = [
    {
      topic: 'a',
      key: 'key',
      value: Buffer.from('value'),
      headers: { traceparent: '00-1', raw: Buffer.from([0, 255]) },
    },
    { topic: 'b', key: Buffer.from([0, 254]), value: null, headers: {} },
    { topic: 'c', key: null, value: Buffer.alloc(0), headers: { 'dotted.name': 'ü' } },
  ];

  it('come back as they were', () => {
    expect(recordsOfBytes(bytesOfRecords(records))).to.deep.equal(records);
  });

  it('are not made up from bytes that are cut off', () => {
    expect(() => recordsOfBytes(bytesOfRecords(records).subarray(0, -3))).to.throw(/truncated/);
  });
});
