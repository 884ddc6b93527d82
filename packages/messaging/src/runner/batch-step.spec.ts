import { expect } from 'chai';
import type { AnyHandler, Outgoing } from '../handler.ts';
import { recordAt, rejection, said } from '../testing/fixtures.ts';
import { commitBatch, handleBatch, type Work } from './batch-step.ts';

const log: string[] = [];
beforeEach(() => {
  log.length = 0;
});

const committer = {
  async commit(events: readonly Outgoing[], save: (tx: never) => Promise<void>) {
    log.push(`begin ${events.map(({ event }) => (event as { eventId: string }).eventId).join(',')}`);
    await save(undefined as never);
    log.push('commit');
  },
};

const handlerOf = (name: string, over: Partial<AnyHandler> = {}): AnyHandler => ({
  name,
  gather: async (batch) => {
    log.push(`${name} gathers ${batch.map(({ event }) => event.eventId).join(',')}`);
    return {};
  },
  decide: (batch) => ({
    changes: batch.map(({ event }) => event.eventId),
    events: batch.map(({ event }) => said(`re-${event.eventId}`)),
  }),
  save: async (_tx, changes) => {
    log.push(`${name} saves ${changes.join(',')}`);
  },
  settle: async (changes) => {
    log.push(`${name} settles ${changes.join(',')}`);
  },
  ...over,
});

const work = (handler: AnyHandler, eventId: string): Work => ({
  handler,
  received: { event: { eventId }, record: recordAt(0), prepared: undefined },
});

describe('handleBatch', () => {
  it('saves the changes of all handlers in one transaction and settles after the commit', async () => {
    const [a, b] = [handlerOf('a'), handlerOf('b')];
    await handleBatch([work(a, '1'), work(b, '2'), work(a, '3')], committer);
    expect(log).to.deep.equal([
      'a gathers 1,3',
      'b gathers 2',
      'begin re-1,re-3,re-2',
      'a saves 1,3',
      'b saves 2',
      'commit',
      'a settles 1,3',
      'b settles 2',
    ]);
  });

  it('hands a repetition over to a handler that wants it', async () => {
    const all = handlerOf('all', { seesRepetitions: true });
    await handleBatch([work(all, '1'), work(all, '2'), work(all, '1')], committer);
    expect(log[0]).to.equal('all gathers 1,2,1');
  });

  it('leaves a repetition within the batch out, for each handler', async () => {
    const [a, b] = [handlerOf('a'), handlerOf('b')];
    await handleBatch([work(a, '1'), work(a, '1'), work(b, '1')], committer);
    expect(log.slice(0, 2)).to.deep.equal(['a gathers 1', 'b gathers 1']);
  });

  it('opens no transaction when there is nothing to write or say', async () => {
    const quiet = handlerOf('a', { decide: () => ({ changes: [], events: [] }) });
    await handleBatch([work(quiet, '1')], committer);
    expect(log).to.deep.equal(['a gathers 1']);
  });

  it('stores events that come without a change', async () => {
    const talker = handlerOf('a', { decide: () => ({ changes: [], events: [said('x')] }) });
    await handleBatch([work(talker, '1')], committer);
    expect(log).to.deep.equal(['a gathers 1', 'begin x', 'commit']);
  });

  it('writes nothing when one handler cannot decide', async () => {
    const broken = handlerOf('b', {
      decide: () => {
        throw new Error('no rule for this');
      },
    });
    const error = await rejection(handleBatch([work(handlerOf('a'), '1'), work(broken, '2')], committer));
    expect(error.message).to.equal('no rule for this');
    expect(log.filter((line) => !line.includes('gathers'))).to.deep.equal([]);
  });

  it('does not settle what was not committed', async () => {
    const failing = handlerOf('a', {
      save: async () => {
        throw new Error('write conflict');
      },
    });
    await rejection(handleBatch([work(failing, '1')], committer));
    expect(log.filter((line) => line.includes('settles'))).to.deep.equal([]);
  });

  it('can settle again what was committed, without deciding again', async () => {
    let failures = 1;
    const flaky = handlerOf('a', {
      settle: async (changes) => {
        if (failures-- > 0) throw new Error('redis is away');
        log.push(`a settles ${changes.join(',')}`);
      },
    });
    const [settling] = await commitBatch([work(flaky, '1')], committer);
    expect(settling?.handler).to.equal('a');
    await rejection(settling?.settle() ?? Promise.resolve());
    await settling?.settle();
    expect(log.filter((line) => line !== 'commit').slice(-2)).to.deep.equal(['a saves 1', 'a settles 1']);
  });
});
