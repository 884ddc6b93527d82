import { expect } from 'chai';
import { UnreadableRecordError } from '../errors.ts';
import { recordAt } from '../testing/fixtures.ts';
import { deadLetterOf } from './dead-letter.ts';

const cause = {
  group: 'stock',
  handler: 'reserve-on-order',
  error: new UnreadableRecordError('the first byte is 7, not the magic byte 0'),
  attempts: 1,
  nowMs: Date.parse('2026-11-22T10:00:00Z'),
};

describe('deadLetterOf', () => {
  it('keeps key, value and headers byte for byte and explains itself', () => {
    const value = Buffer.from([7, 0, 255, 254]);
    const key = Buffer.from([0, 159]);
    const record = recordAt(42, { partition: 3, key, value, headers: { traceparent: Buffer.from('00-a') } });
    const letter = deadLetterOf(record, cause, 'orders.stock.dlq');
    expect(letter.topic).to.equal('orders.stock.dlq');
    expect(letter.key).to.equal(key);
    expect(letter.value).to.equal(value);
    expect(letter.headers).to.deep.equal({
      traceparent: Buffer.from('00-a'),
      'dlq-original-topic': 'orders',
      'dlq-original-partition': '3',
      'dlq-original-offset': '42',
      'dlq-original-timestamp': '1000',
      'dlq-group': 'stock',
      'dlq-handler': 'reserve-on-order',
      'dlq-error-class': 'UnreadableRecordError',
      'dlq-error-message': 'the first byte is 7, not the magic byte 0',
      'dlq-attempts': '1',
      'dlq-at': '2026-11-22T10:00:00.000Z',
    });
  });

  it('takes a record without key or value', () => {
    const letter = deadLetterOf(recordAt(0, { key: null, value: null }), cause, 'orders.stock.dlq');
    expect([letter.key, letter.value]).to.deep.equal([null, null]);
  });

  it('shortens a message that quotes a whole document', () => {
    const error = new Error('x'.repeat(1_000_000));
    const letter = deadLetterOf(recordAt(0), { ...cause, error }, 'orders.stock.dlq');
    expect(letter.headers['dlq-error-message']).to.have.length(1_000);
  });

  it('names a thrown value that is no error by its type', () => {
    const letter = deadLetterOf(recordAt(0), { ...cause, error: 'oops' }, 'orders.stock.dlq');
    expect(letter.headers['dlq-error-class']).to.equal('string');
    expect(letter.headers['dlq-error-message']).to.equal('oops');
  });
});
