import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { ConflictError } from '../errors.ts';
import type { Lease, Outbox, OutboxRow, Transaction, UnitOfWork } from '../ports.ts';
import { outgoing, rejection } from '../testing/fixtures.ts';

export interface Store {
  readonly unitOfWork: UnitOfWork;
  /** An empty outbox. */
  outbox(): Promise<Outbox>;
  /** A lease that nobody ever held. */
  lease(): Promise<Lease>;
}

const row = (id: string, createdAtMs: number): OutboxRow => ({
  id,
  createdAtMs,
  records: [
    outgoing('key', id),
    {
      topic: 'raw',
      key: Buffer.from([0, 255]),
      value: Buffer.from([1, 254]),
      headers: { b: Buffer.from([9]) },
    },
    { topic: 'raw', key: null, value: null, headers: { 'dotted.name': 'text' } },
  ],
});

/** UnitOfWork, Outbox and Lease, as one database gives them. */
export function describeStoreBehaviour(name: string, makeIt: () => Promise<Store>): void {
  describe(`store behaviour: ${name}`, () => {
    let store: Store;
    let outbox: Outbox;
    before(async () => {
      store = await makeIt();
    });
    beforeEach(async () => {
      outbox = await store.outbox();
    });

    const append = (...rows: readonly OutboxRow[]) =>
      store.unitOfWork.run(async (tx) => {
        for (const one of rows) await outbox.append(tx, one);
      });
    const ids = async (beforeMs = 1_000_000, limit = 100) =>
      (await outbox.unpublished(beforeMs, limit)).map(({ id }) => id);

    describe('unit of work', () => {
      it('makes all changes of a body durable together', async () => {
        const [a, b] = [freshId('row'), freshId('row')];
        await append(row(a, 1_000), row(b, 2_000));
        expect(await ids()).to.deep.equal([a, b]);
      });

      it('shows nothing before the commit', async () => {
        const id = freshId('row');
        let within: string[] = ['unset'];
        await store.unitOfWork.run(async (tx) => {
          await outbox.append(tx, row(id, 1_000));
          within = await ids();
        });
        expect(within).to.deep.equal([]);
        expect(await ids()).to.deep.equal([id]);
      });

      it('changes nothing when the body throws, and throws the same', async () => {
        const own = new Error('no rule for this');
        const failing = store.unitOfWork.run(async (tx) => {
          await outbox.append(tx, row(freshId('row'), 1_000));
          throw own;
        });
        expect(await rejection(failing)).to.equal(own);
        expect(await ids()).to.deep.equal([]);
      });

      it('is a conflict when a row with that id is there already, and then changes nothing', async () => {
        const [a, b] = [freshId('row'), freshId('row')];
        await append(row(a, 1_000));
        expect(await rejection(append(row(b, 2_000), row(a, 3_000)))).to.be.instanceOf(ConflictError);
        expect(await ids()).to.deep.equal([a]);
      });

      it('runs many at a time', async () => {
        const many = Array.from({ length: 10 }, (_, index) => row(freshId('row'), index));
        await Promise.all(many.map((one) => append(one)));
        expect(await ids()).to.have.members(many.map(({ id }) => id));
      });

      it('refuses a transaction that is over', async () => {
        let kept: Transaction | undefined;
        await store.unitOfWork.run(async (tx) => {
          kept = tx;
        });
        await rejection(outbox.append(kept as Transaction, row(freshId('row'), 1_000)));
        expect(await ids()).to.deep.equal([]);
      });
    });

    describe('outbox', () => {
      it('gives rows back byte for byte', async () => {
        const one = row(freshId('row'), 1_000);
        await append(one);
        expect(await outbox.unpublished(1_000, 10)).to.deep.equal([one]);
      });

      it('gives the oldest first, up to the limit, none younger than asked', async () => {
        const [a, b, c] = [freshId('a'), freshId('b'), freshId('c')];
        await append(row(b, 2_000), row(c, 2_001), row(a, 1_000));
        expect(await ids(2_000)).to.deep.equal([a, b]);
        expect(await ids(9_000, 1)).to.deep.equal([a]);
      });

      it('orders rows of the same time by id', async () => {
        await append(row('z', 1_000), row('y', 1_000));
        expect(await ids()).to.deep.equal(['y', 'z']);
      });

      it('counts what is not marked and older or younger than asked', async () => {
        const rows = ['a', 'b', 'c', 'd', 'e'].map((name, index) => row(freshId(name), 1_000 * index));
        await append(...rows);
        expect(await outbox.countUnpublished({ fromMs: 1_000, toMs: 3_000 })).to.equal(2);
        await outbox.markPublished([rows[4]?.id ?? '']);
        expect(await outbox.countUnpublished({ fromMs: 1_001, toMs: 2_999 })).to.equal(3);
      });

      it('forgets what is marked, however often it is marked', async () => {
        const [a, b] = [freshId('a'), freshId('b')];
        await append(row(a, 1_000), row(b, 2_000));
        await outbox.markPublished([a]);
        await outbox.markPublished([a, 'unknown']);
        await outbox.markPublished([]);
        expect(await ids()).to.deep.equal([b]);
      });
    });

    describe('lease', () => {
      it('has one holder at a time, who can renew it', async () => {
        const lease = await store.lease();
        expect(await lease.acquire('a', 1_000, 500)).to.equal(true);
        expect(await lease.acquire('b', 1_100, 500)).to.equal(false);
        expect(await lease.acquire('a', 1_400, 500)).to.equal(true);
        expect(await lease.acquire('b', 1_600, 500)).to.equal(false);
      });

      it('goes to another once it has run out', async () => {
        const lease = await store.lease();
        await lease.acquire('a', 1_000, 500);
        expect(await lease.acquire('b', 1_500, 500)).to.equal(true);
        expect(await lease.acquire('a', 1_501, 500)).to.equal(false);
      });

      it('goes to another when its holder’s clock was ahead: it runs longer than any lease does', async () => {
        const lease = await store.lease();
        await lease.acquire('ahead', 1_000_000, 500);
        expect(await lease.acquire('b', 1_000, 500)).to.equal(true);
        expect(await lease.acquire('c', 1_001, 500)).to.equal(false);
      });

      it('is free once released, by its holder only', async () => {
        const lease = await store.lease();
        await lease.acquire('a', 1_000, 500);
        await lease.release('b');
        expect(await lease.acquire('b', 1_001, 500)).to.equal(false);
        await lease.release('a');
        expect(await lease.acquire('b', 1_002, 500)).to.equal(true);
      });

      it('has one winner when many want it at once', async () => {
        const lease = await store.lease();
        const holders = Array.from({ length: 8 }, (_, index) => `h${index}`);
        const won = await Promise.all(holders.map((holder) => lease.acquire(holder, 1_000, 500)));
        expect(won.filter(Boolean)).to.have.length(1);
      });
    });
  });
}
