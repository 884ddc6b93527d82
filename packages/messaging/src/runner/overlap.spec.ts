import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Received } from '../handler.ts';
import { MemoryParked } from '../memory/index.ts';
import type { Transaction } from '../ports.ts';
import { ConsumerRig } from '../testing/consumer-rig.ts';
import { deferred } from '../testing/fixtures.ts';
import { Overlap } from './overlap.ts';

const turn = () => new Promise(setImmediate);

describe('batches that overlap', () => {
  /** Batches that gather at once and commit until told to end; notes both. */
  function rig() {
    const overlap = new Overlap();
    const notes: string[] = [];
    const gathering = new Map<string, ReturnType<typeof deferred>>();
    const commits = new Map<string, ReturnType<typeof deferred>>();
    const begin = (name: string, ids: readonly (string | undefined)[]) =>
      overlap.begin(ids, async (mayCommit) => {
        notes.push(`gather ${name}`);
        await gathering.get(name)?.promise;
        await mayCommit();
        notes.push(`commit ${name}`);
        const commit = deferred();
        commits.set(name, commit);
        await commit.promise;
        notes.push(`end ${name}`);
      });
    const end = (name: string) => commits.get(name)?.resolve();
    return { overlap, notes, begin, end, gathering };
  }

  it('gathers the next while one commits, and commits it afterwards', async () => {
    const { notes, begin, end } = rig();
    await begin('first', ['a']);
    await begin('second', ['b']);
    await turn();
    expect(notes).to.have.members(['gather first', 'commit first', 'gather second']);
    end('first');
    await turn();
    expect(notes.slice(3)).to.deep.equal(['end first', 'commit second']);
  });

  it('has no third one under way', async () => {
    const { overlap, notes, begin, end } = rig();
    await begin('first', ['a']);
    await begin('second', ['b']);
    const third = overlap.mayTake(true).then(() => notes.push('may take'));
    await turn();
    expect(notes).not.to.include('may take');
    end('first');
    await third;
    expect(notes).to.include('end first');
  });

  it('gathers in order: the next not before the one before is through with it', async () => {
    const { overlap, notes, begin, gathering } = rig();
    const slow = deferred();
    gathering.set('first', slow);
    await begin('first', ['a']);
    const next = overlap.mayTake(true).then(() => notes.push('may take'));
    await turn();
    expect(notes).to.deep.equal(['gather first']);
    slow.resolve();
    await next;
    expect(notes).to.include('may take');
  });

  it('lets the next one gather more when little waits', async () => {
    const { overlap, notes, begin, end } = rig();
    await begin('first', ['a']);
    const next = overlap.mayTake(false).then(() => notes.push('may take'));
    await turn();
    expect(notes).to.deep.equal(['gather first', 'commit first']);
    end('first');
    await next;
  });

  for (const [what, ids] of [
    ['an ordering id of the one under way', ['b', 'a']],
    ['something without an ordering id', [undefined]],
  ] as const) {
    it(`does not gather ${what} before that has ended`, async () => {
      const { notes, begin, end } = rig();
      await begin('first', ['a']);
      const second = begin('second', ids);
      await turn();
      expect(notes).to.deep.equal(['gather first', 'commit first']);
      end('first');
      await second;
      expect(notes[2]).to.equal('end first');
      expect(notes[3]).to.equal('gather second');
    });
  }

  it('has ended when the last one has', async () => {
    const { overlap, notes, begin, end } = rig();
    await begin('first', ['a']);
    await begin('second', ['b']);
    const ended = overlap.ended().then(() => notes.push('all'));
    await turn();
    end('first');
    await turn();
    expect(notes).not.to.include('all');
    end('second');
    await ended;
  });
});

describe('a consumer with a backlog', () => {
  it('commits nothing of the second batch before the first has ended, also when that goes one by one', async () => {
    const rig = new ConsumerRig();
    const ids = ['a1', 'a2', 'b1', 'b2'];
    const commit = deferred();
    let failures = 0;
    const begun: string[] = [];
    const handler = rig.handler({
      gather: async (batch: readonly Received<{ eventId: string }, unknown>[]) => {
        if (batch.length < 2 || batch[0]?.event.eventId !== 'b1') return;
        failures += 1;
        throw new Error('no rule for these two together');
      },
      save: async (_tx, changes) => {
        begun.push(...changes);
        if (changes.includes('a1')) await commit.promise;
      },
    });
    await rig.publish(...ids.map((eventId) => ({ eventId })));
    const consumer = rig.consumer(handler, {
      maxBatch: 2,
      // The one of the rig lets transactions through one after the other.
      committer: { commit: (_events, save) => save({} as Transaction) },
      retries: {
        parked: new MemoryParked(),
        orderingIdOf: (event: { eventId: string }) => event.eventId,
        retryTopicOf: (topic, group, level) => `${topic}.${group}.retry.${level}`,
      },
    });
    await consumer.start();
    await eventually(() => expect(failures).to.be.greaterThan(0));
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(begun).to.deep.equal(['a1', 'a2']);
    commit.resolve();
    await eventually(() => expect(begun).to.deep.equal(ids));
    await consumer.stop();
  });
});
