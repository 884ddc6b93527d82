import { expect } from 'chai';
import { MemoryOutbox, MemoryUnitOfWork, stage } from '../memory/index.ts';
import type { OutboxRow } from '../ports.ts';
import { jsonCodec } from '../testing/consumer-rig.ts';
import { rejection, said } from '../testing/fixtures.ts';
import { OutboxCommitter } from './committer.ts';

function setup(encode = jsonCodec.encode) {
  const outbox = new MemoryOutbox();
  const enqueued: OutboxRow[] = [];
  const committer = new OutboxCommitter({
    codec: { encode },
    unitOfWork: new MemoryUnitOfWork(),
    outbox,
    publishing: { enqueue: async (row) => void enqueued.push(row) },
    nowMs: () => 5_000,
    newId: () => 'row-1',
  });
  return { outbox, enqueued, committer };
}

describe('OutboxCommitter', () => {
  it('stores one row for all events of a batch, together with the changes, then has it published', async () => {
    const { outbox, enqueued, committer } = setup();
    const saved: string[] = [];
    await committer.commit([said('a'), said('b')], async (tx) => stage(tx, () => saved.push('change')));
    const [row, ...others] = await outbox.unpublished(5_000, 10);
    expect(others).to.deep.equal([]);
    expect(row?.id).to.equal('row-1');
    expect(row?.createdAtMs).to.equal(5_000);
    expect(row?.records.map(({ value }) => String(value))).to.deep.equal([
      '{"eventId":"a"}',
      '{"eventId":"b"}',
    ]);
    expect(row?.records[0]?.headers).to.deep.equal({ traceparent: '00-trace' });
    expect(saved).to.deep.equal(['change']);
    expect(enqueued).to.deep.equal([row]);
  });

  it('writes nothing when an event does not fit its schema', async () => {
    const { outbox, enqueued, committer } = setup(() => {
      throw new TypeError('does not fit');
    });
    let saves = 0;
    const error = await rejection(
      committer.commit([said('a')], async () => {
        saves += 1;
      }),
    );
    expect(error.message).to.equal('does not fit');
    expect([saves, enqueued.length, (await outbox.unpublished(5_000, 10)).length]).to.deep.equal([0, 0, 0]);
  });

  it('says nothing when the transaction fails', async () => {
    const { outbox, enqueued, committer } = setup();
    await rejection(
      committer.commit([said('a')], async () => {
        throw new Error('write conflict');
      }),
    );
    expect(enqueued).to.deep.equal([]);
    expect(await outbox.unpublished(5_000, 10)).to.deep.equal([]);
  });

  it('needs no row when there is nothing to say', async () => {
    const { outbox, enqueued, committer } = setup();
    await committer.commit([], async () => {});
    expect(enqueued).to.deep.equal([]);
    expect(await outbox.unpublished(5_000, 10)).to.deep.equal([]);
  });
});
