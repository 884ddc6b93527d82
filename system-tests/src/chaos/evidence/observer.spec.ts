import type { IncomingRecord, RecordSink, RecordSource } from '@wanderluxe/messaging';
import { expect } from 'chai';
import { Observer } from './observer.ts';

const record = (offset: number, partition = 0): IncomingRecord => ({
  ...{ topic: 'booking.requests', partition, offset, key: null, value: null, headers: {}, timestampMs: 0 },
});

async function observing() {
  let sink: RecordSink | undefined;
  const source: RecordSource = {
    start: async (given) => {
      sink = given;
    },
    resume: () => {},
    commit: async () => {},
    isJoined: () => true,
    stop: async () => {},
  };
  const observer = new Observer(source);
  await observer.start();
  return { observer, offer: (...records: IncomingRecord[]) => sink!.offer(records) };
}

const marks = (offset: number) => new Map([['booking.requests', [{ partition: 0, offset }]]]);

describe('Observer', () => {
  it('keeps each record once, however often it comes', async () => {
    const { observer, offer } = await observing();
    offer(record(0), record(1));
    offer(record(0), record(1), record(2), record(0, 1));
    expect(observer.records.map(({ partition, offset }) => `${partition}/${offset}`)).to.deep.equal([
      ...['0/0', '0/1', '0/2', '1/0'],
    ]);
  });

  it('does not pass over a gap', async () => {
    const { offer } = await observing();
    offer(record(0));
    expect(() => offer(record(2))).to.throw('booking.requests/0: 2 came, expected 1');
  });

  it('has read up to marks when the last record before them has come', async () => {
    const { observer, offer } = await observing();
    offer(record(0));
    let read = false;
    const reading = observer.readUpTo(marks(2)).then(() => {
      read = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(read).to.equal(false);
    offer(record(1));
    await reading;
  });

  it('counts what it has seen beyond the positions of a group', async () => {
    const { observer, offer } = await observing();
    offer(record(0), record(1), record(0, 1));
    expect(observer.behind('booking.requests', new Map([[0, 1]]))).to.equal(2);
    expect(observer.behind('booking.request', new Map())).to.equal(0);
  });

  it('closes in time when the client does not', async function closesInTime() {
    this.timeout(10_000);
    const stuck = { start: async () => {}, stop: () => new Promise<void>(() => {}) };
    const observer = new Observer(stuck as unknown as RecordSource);
    await observer.start();
    const startedMs = Date.now();
    const closing = observer.close().then(() => Date.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    expect(await closing).to.be.within(4_500, 8_000);
  });

  it('forgets records, and not where it is', async () => {
    const { observer, offer } = await observing();
    offer(record(0));
    observer.forget();
    offer(record(0), record(1));
    expect(observer.records.map(({ offset }) => offset)).to.deep.equal([1]);
  });
});
