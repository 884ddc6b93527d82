import { silentLogger } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MemoryOutbox, MemoryUnitOfWork } from '../memory/index.ts';
import type { OutboxRow, OutgoingRecord } from '../ports.ts';
import { deferred, outgoing, texts } from '../testing/fixtures.ts';
import { OutboxPublishing } from './publishing.ts';

const rowOf = (id: string): OutboxRow => ({ id, createdAtMs: 0, records: [outgoing('key', id)] });

async function setup(publish?: (records: readonly OutgoingRecord[]) => Promise<void>) {
  const outbox = new MemoryOutbox();
  const published: string[] = [];
  const publishing = new OutboxPublishing(
    {
      publish: async (records) => {
        await publish?.(records);
        published.push(...texts(records));
      },
      isHealthy: () => true,
      close: async () => {},
    },
    outbox,
    silentLogger,
  );
  const enqueue = async (id: string) => {
    await new MemoryUnitOfWork().run((tx) => outbox.append(tx, rowOf(id)));
    await publishing.enqueue(rowOf(id));
  };
  const unmarked = async () => (await outbox.unpublished(1, 100)).map(({ id }) => id);
  return { published, publishing, enqueue, unmarked, outbox };
}

describe('OutboxPublishing', () => {
  it('publishes in commit order, then marks', async () => {
    const { published, publishing, enqueue, unmarked } = await setup();
    for (const id of ['a', 'b', 'c']) await enqueue(id);
    expect(publishing.isPending('c')).to.equal(true);
    await eventually(async () => expect(await unmarked()).to.deep.equal([]));
    expect(published).to.deep.equal(['a', 'b', 'c']);
    await eventually(() => expect(publishing.isPending('c')).to.equal(false));
  });

  it('keeps the order when the broker refuses one: later rows wait behind it', async () => {
    let refusals = 1;
    const { published, publishing, enqueue } = await setup(async (records) => {
      if (texts(records)[0] === 'a' && refusals-- > 0) throw new Error('no leader');
    });
    for (const id of ['a', 'b']) await enqueue(id);
    await eventually(() => expect(published).to.deep.equal(['a', 'b']));
    await publishing.stop(1_000);
  });

  it('sends all that waits for a slow broker together, in commit order', async () => {
    const held = deferred();
    const sends: string[][] = [];
    const { publishing, enqueue, unmarked } = await setup(async (records) => {
      sends.push(texts(records));
      await held.promise;
    });
    for (const id of ['a', 'b', 'c']) await enqueue(id);
    held.resolve();
    await eventually(async () => expect(await unmarked()).to.deep.equal([]));
    expect(sends).to.deep.equal([['a'], ['b', 'c']]);
    await publishing.stop(1_000);
  });

  it('leaves a row that it could not mark to the relay', async () => {
    const { publishing, enqueue, unmarked, outbox } = await setup();
    outbox.markPublished = async () => {
      throw new Error('no primary');
    };
    await enqueue('a');
    await eventually(() => expect(publishing.isPending('a')).to.equal(false));
    expect(await unmarked()).to.deep.equal(['a']);
  });

  it('makes the next commit wait when too much is on its way', async () => {
    const held = deferred();
    const { publishing, enqueue } = await setup(() => held.promise);
    for (let row = 0; row < 63; row += 1) await enqueue(`r${row}`);
    let enqueued = false;
    const waiting = enqueue('one too many').then(() => {
      enqueued = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(enqueued).to.equal(false);
    held.resolve();
    await waiting;
    await publishing.stop(1_000);
  });

  it('marks what it published before it stops', async () => {
    const { publishing, enqueue, unmarked } = await setup();
    for (const id of ['a', 'b']) await enqueue(id);
    await publishing.stop(1_000);
    expect(await unmarked()).to.deep.equal([]);
  });

  it('stops in time when the broker does not answer, and leaves the row unmarked', async () => {
    const { publishing, enqueue, unmarked } = await setup(() => new Promise(() => {}));
    await enqueue('a');
    await publishing.stop(20);
    expect(await unmarked()).to.deep.equal(['a']);
  });
});
