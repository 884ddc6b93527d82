import { ConflictError, DependencyUnavailableError } from '@wanderluxe/messaging';
import { expect } from 'chai';
import { CoalescedSaves } from './coalesced-saves.ts';
import { announced } from './domain/charge.ts';
import { blankPayment, exactFacts, type Payment } from './domain/payment.ts';
import { MemoryEngine } from './testing/memory-engine.ts';
import { reserved } from './testing/reserved.ts';

const row = (): Payment => announced(blankPayment(exactFacts(reserved().payload), 't', 1), 1);

describe('coalesced saves', () => {
  let engine: MemoryEngine;
  let saves: CoalescedSaves;
  let commits: number;
  const stored = async ({ facts }: Payment) =>
    (await engine.payments.find([facts.bookingId])).get(facts.bookingId);
  const kinds = async (saved: readonly Promise<void>[]) =>
    (await Promise.allSettled(saved)).map((one) => (one.status === 'rejected' ? one.reason.name : 'saved'));

  beforeEach(() => {
    engine = new MemoryEngine();
    commits = 0;
    const committer: typeof engine.committer = Object.create(engine.committer, {
      commit: {
        value: (...args: Parameters<typeof engine.committer.commit>) => {
          commits += 1;
          return engine.committer.commit(...args);
        },
      },
    });
    saves = new CoalescedSaves(engine.payments, committer);
  });

  it('stores the rows of one moment in one transaction, up to a limit', async () => {
    const rows = Array.from({ length: 1_200 }, row);
    await Promise.all(rows.map((one) => saves.save(one)));
    expect(commits).to.equal(3);
    for (const one of rows) expect(await stored(one)).to.deep.equal(one);
  });

  it('those that come meanwhile wait for the next', async () => {
    const first = saves.save(row());
    await new Promise(setImmediate);
    await Promise.all([first, saves.save(row()), saves.save(row())]);
    expect(commits).to.equal(2);
    await saves.save(row());
    expect(commits).to.equal(3);
  });

  it('while many come, lets more of them gather before the next', async () => {
    const saving: Promise<void>[] = [];
    for (let turn = 0; turn < 100; turn += 1) {
      saving.push(...Array.from({ length: 5 }, () => saves.save(row())));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(saving);
    expect(commits).to.be.lessThan(30);
  });

  it('a row that another has changed fails alone', async () => {
    const [mine, theirs, also] = [row(), row(), row()];
    await saves.save({ ...theirs, detail: 'theirs' });
    expect(await kinds([mine, theirs, also].map((one) => saves.save(one)))).to.deep.equal([
      'saved',
      'ConflictError',
      'saved',
    ]);
    expect((await stored(theirs))?.detail).to.equal('theirs');
    expect(await stored(also)).to.deep.equal(also);
  });

  it('two of one booking at once: the first is stored', async () => {
    const one = row();
    expect(await kinds([saves.save(one), saves.save({ ...one, detail: 'second' })])).to.deep.equal([
      'saved',
      'ConflictError',
    ]);
    expect(await stored(one)).to.deep.equal(one);
  });

  it('a conflict that nobody is to blame for is tried again, then told', async () => {
    const save = engine.payments.save.bind(engine.payments);
    let conflicts = 2;
    engine.payments.save = async (tx, rows) => {
      if (conflicts > 0) {
        conflicts -= 1;
        throw new ConflictError('write conflict');
      }
      return save(tx, rows);
    };
    expect(await kinds([saves.save(row()), saves.save(row())])).to.deep.equal(['saved', 'saved']);
    conflicts = 3;
    expect(await kinds([saves.save(row())])).to.deep.equal(['ConflictError']);
  });

  it('a store that is away fails all of them, and the next are tried', async () => {
    const save = engine.payments.save.bind(engine.payments);
    engine.payments.save = () => Promise.reject(new DependencyUnavailableError('mongo', new Error('gone')));
    expect(await kinds([saves.save(row()), saves.save(row())])).to.deep.equal([
      'DependencyUnavailableError',
      'DependencyUnavailableError',
    ]);
    engine.payments.save = save;
    expect(await kinds([saves.save(row())])).to.deep.equal(['saved']);
  });
});
