import { expect } from 'chai';
import { recordAt } from '../testing/fixtures.ts';
import { retryHeaders, retryRecordOf, unwrap } from './retry-record.ts';

const to = {
  topic: 'orders.stock.retry.2',
  level: 2,
  dueAtMs: 9_000,
  tries: 10,
  replayed: false,
  discarded: false,
  error: new TypeError('no rule'),
};
const delivered = (record: ReturnType<typeof retryRecordOf>) =>
  recordAt(7, {
    topic: record.topic,
    partition: 0,
    key: record.key as Buffer,
    value: record.value,
    timestampMs: 99_000,
    headers: Object.fromEntries(
      Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)]),
    ),
  });

describe('retry records', () => {
  const first = recordAt(42, { partition: 3, headers: { traceparent: Buffer.from('00-a') } });

  it('come back as the record that first came, byte for byte, with its own headers and position', () => {
    const sent = retryRecordOf(unwrap(first, undefined), to);
    const { record, retry } = unwrap(delivered(sent), 'orders');
    expect(record).to.deep.equal(first);
    expect(retry).to.deep.equal({ level: 2, dueAtMs: 9_000, tries: 10, replayed: false, discarded: false });
  });

  it('name the error and the position for whoever looks at the topic', () => {
    expect(retryRecordOf(unwrap(first, undefined), to).headers).to.include({
      [retryHeaders.topic]: 'orders',
      [retryHeaders.partition]: '3',
      [retryHeaders.offset]: '42',
      [retryHeaders.errorClass]: 'TypeError',
      [retryHeaders.errorMessage]: 'no rule',
    });
  });

  it('stay marked as replayed from level to level', () => {
    const again = unwrap(
      delivered(retryRecordOf(unwrap(first, undefined), { ...to, replayed: true })),
      'orders',
    );
    expect(again.retry.replayed).to.equal(true);
  });

  it('are due now, at the first level, when their headers say nothing sensible', () => {
    const headers = { [retryHeaders.dueAt]: Buffer.from('soon'), [retryHeaders.attempt]: Buffer.from('-3') };
    const { record, retry } = unwrap(recordAt(7, { topic: 'orders.stock.retry.1', headers }), 'orders');
    expect(record).to.deep.include({ topic: 'orders', offset: 7 });
    expect(retry).to.deep.include({ level: 1, dueAtMs: 0, tries: 0 });
  });
});
