import { expect } from 'chai';
import { DependencyUnavailableError } from '../errors.ts';
import { MemoryOutbox, MemoryUnitOfWork } from '../memory/index.ts';
import { outgoing, rejection } from '../testing/fixtures.ts';
import { UNPUBLISHED_BOUND_MS, unpublishedRows } from './unpublished-rows.ts';

const NOW_MS = 1_000_000;
const whole = { isWhole: true, isOurTurn: async () => true };

describe('unpublished rows', () => {
  let outbox: MemoryOutbox;
  let published: number;
  beforeEach(() => {
    outbox = new MemoryOutbox();
    published = 0;
  });

  const append = (...createdAtMs: readonly number[]) =>
    new MemoryUnitOfWork().run(async (tx) => {
      for (const at of createdAtMs)
        await outbox.append(tx, { id: `${at}`, createdAtMs: at, records: [outgoing('key', 'value')] });
    });
  const publishAll = async () => {
    const rows = await outbox.unpublished(Number.MAX_SAFE_INTEGER, 100);
    published += rows.length;
    await outbox.markPublished(rows.map(({ id }) => id));
  };
  const check = (over: Partial<Parameters<typeof unpublishedRows>[0]> = {}) =>
    unpublishedRows({ outbox, publishAll, nowMs: () => NOW_MS, ...over });
  const late = NOW_MS - UNPUBLISHED_BOUND_MS - 1;
  const early = NOW_MS + UNPUBLISHED_BOUND_MS + 1;

  it('are none while the relay has its time: nothing is published by this', async () => {
    await append(late + 1, NOW_MS, early - 1);
    expect(await check().run({ ...whole, isDryRun: false })).to.deep.equal({
      found: 0,
      repaired: 0,
      findings: [],
    });
    expect(published).to.equal(0);
  });

  it('are found when they are late, and when they are dated ahead, and are published', async () => {
    await append(late, early);
    expect(await check().run({ ...whole, isDryRun: false })).to.deep.equal({
      found: 2,
      repaired: 2,
      findings: [{ unpublishedRows: 2 }],
    });
    expect(await check().run({ ...whole, isDryRun: false })).to.include({ found: 0 });
  });

  it('are only told in a dry run', async () => {
    await append(late);
    expect(await check().run({ ...whole, isDryRun: true })).to.include({ found: 1, repaired: 0 });
    expect(published).to.equal(0);
  });

  it('do not count as repaired while they stay', async () => {
    await append(late);
    const run = check({ publishAll: async () => {} }).run({ ...whole, isDryRun: false });
    expect(await run).to.include({ found: 1, repaired: 0 });
  });

  it('are not waited for without end, and Kafka is named', async () => {
    await append(late);
    for (const faulty of [
      () => new Promise<void>(() => {}),
      () => Promise.reject(new Error('no leader for this partition')),
    ]) {
      const run = check({ publishAll: faulty, withinMs: 5 }).run({ ...whole, isDryRun: false });
      const error = await rejection(run);
      expect(error).to.be.instanceOf(DependencyUnavailableError).with.property('dependency', 'kafka');
    }
  });
});
