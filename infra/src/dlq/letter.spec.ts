import type { IncomingRecord } from '@wanderluxe/messaging';
import { DEAD_LETTER_DECISIONS } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { CommandError } from '../errors.ts';
import { decidedIds, decisionRecord } from './decisions.ts';
import { type LetterFilter, matches, readSince } from './filter.ts';
import { decisionFor, letterOf, oldestFirst } from './letter.ts';
import { detailsOf, letterLines, summaryOf } from './letter-view.ts';

const headers: Record<string, string> = {
  traceparent: '00-trace',
  'dlq-original-topic': 'hold.expired',
  'dlq-original-partition': '3',
  'dlq-original-offset': '42',
  'dlq-original-timestamp': '1000',
  'dlq-group': 'payment',
  'dlq-handler': 'void-payment-on-hold-expired',
  'dlq-error-class': 'TypeError',
  'dlq-error-message': 'no rule for it',
  'dlq-attempts': '20',
  'dlq-at': '2026-11-22T10:00:00.000Z',
  'dlq-event-id': 'e1',
  'dlq-ordering-id': 'bk-1',
};
const record: IncomingRecord = {
  topic: 'hold.expired.payment.dlq',
  partition: 0,
  offset: 7,
  key: Buffer.from('city-hotel'),
  value: Buffer.from([0, 255, 1]),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  timestampMs: 2_000,
};
const letter = letterOf(record);

describe('a dead letter', () => {
  it('is read from its headers and named by its own position', () => {
    expect(letter).to.deep.equal({
      id: 'hold.expired.payment.dlq/0/7',
      topic: 'hold.expired',
      partition: 3,
      offset: 42,
      group: 'payment',
      handler: 'void-payment-on-hold-expired',
      errorClass: 'TypeError',
      errorMessage: 'no rule for it',
      attempts: 20,
      atMs: Date.parse('2026-11-22T10:00:00Z'),
      eventId: 'e1',
      orderingId: 'bk-1',
      traceparent: '00-trace',
      record,
    });
  });

  it('is listed by when it was given up, and in one order whatever order the letters were read in', () => {
    const at = (topic: string, time: string) =>
      letterOf({ ...record, topic, headers: { ...record.headers, 'dlq-at': Buffer.from(time) } });
    const [early, late] = [at('b', '2026-11-22T10:00:00.000Z'), at('a', '2026-11-22T10:00:00.003Z')];
    const twin = at('c', '2026-11-22T10:00:00.000Z');
    for (const read of [
      [late, early, twin],
      [twin, early, late],
    ])
      expect(read.sort(oldestFirst)).to.deep.equal([early, twin, late]);
  });

  it('goes back byte for byte to its own group only, with the headers that it first had', () => {
    const sent = decisionFor(letter, 'replay');
    expect([sent.topic, sent.key, sent.value]).to.deep.equal([
      'hold.expired.payment.retry.1',
      record.key,
      record.value,
    ]);
    expect(Object.fromEntries(Object.entries(sent.headers).map(([k, v]) => [k, String(v)]))).to.deep.equal({
      traceparent: '00-trace',
      'retry-original-topic': 'hold.expired',
      'retry-original-partition': '3',
      'retry-original-offset': '42',
      'retry-original-timestamp': '1000',
      'retry-attempt': '1',
      'retry-replayed': 'true',
    });
  });

  it('is marked when it is given up, so that nobody handles it', () => {
    const { headers: sent } = decisionFor(letter, 'discard');
    expect(sent).to.have.property('retry-discarded');
    expect(sent).not.to.have.property('retry-replayed');
  });

  it('is decided about once its decision is recorded, with reason, author and event', () => {
    const sent = decisionRecord(letter, { action: 'discard', reason: 'a test', by: 'ann', atMs: 0 });
    expect(JSON.parse(String(sent.value))).to.deep.equal({
      letter: letter.id,
      action: 'discard',
      reason: 'a test',
      by: 'ann',
      at: '1970-01-01T00:00:00.000Z',
      eventId: 'e1',
      orderingId: 'bk-1',
      topic: 'hold.expired',
      group: 'payment',
    });
    const heard = { ...record, topic: DEAD_LETTER_DECISIONS, key: Buffer.from(letter.id) };
    expect([...decidedIds([record, heard])]).to.deep.equal([letter.id]);
  });

  const filters: readonly (readonly [LetterFilter, boolean])[] = [
    [{}, true],
    [{ ids: [letter.id] }, true],
    [{ ids: ['other'] }, false],
    [{ topic: 'hold.expired', group: 'payment' }, true],
    [{ topic: 'payment.failed' }, false],
    [{ group: 'inventory' }, false],
    [{ sinceMs: letter.atMs }, true],
    [{ sinceMs: letter.atMs + 1 }, false],
    [{ error: 'typeerror' }, true],
    [{ error: 'NO RULE' }, true],
    [{ error: 'timeout' }, false],
  ];
  for (const [filter, expected] of filters)
    it(`${JSON.stringify(filter)} ${expected ? 'finds' : 'leaves out'} it`, () => {
      expect(matches(letter, filter)).to.equal(expected);
    });

  it('reads ages and times', () => {
    expect(readSince('15m', 1_000_000)).to.equal(100_000);
    expect(readSince('2026-11-22T10:00:00Z', 0)).to.equal(letter.atMs);
    expect(() => readSince('yesterday', 0)).to.throw(CommandError, 'is no time');
  });

  it('shows what it is, why, and its bytes', () => {
    expect(letterLines(letter)).to.equal(
      [
        '2026-11-22T10:00:00.000Z  hold.expired/3/42 by payment, 20 attempts',
        '  TypeError: no rule for it',
        '  event e1, of bk-1; letter hold.expired.payment.dlq/0/7',
      ].join('\n'),
    );
    expect(summaryOf(letter)).to.include({ at: '2026-11-22T10:00:00.000Z' }).and.not.have.property('record');
    expect(detailsOf(letter, { eventId: 'e1' })).to.deep.include({
      key: 'city-hotel',
      valueBase64: 'AP8B',
      headers,
      event: { eventId: 'e1' },
    });
  });
});
