import {
  DEAD_LETTER_DECISIONS,
  DEFAULT_PARTITIONS,
  deadLetterTopicOf,
  retryTopicOf,
  topicNames,
} from '@wanderluxe/schemas';
import { expect } from 'chai';
import { topicPlan } from './topic-plan.ts';

describe('topicPlan', () => {
  const planOf = (name: string) => topicPlan().find(({ topic }) => topic === name);
  const partitionsOf = (name: string): number | undefined => planOf(name)?.partitions;

  it('has every topic of the contracts', () => {
    for (const name of topicNames) expect(partitionsOf(name)).to.equal(DEFAULT_PARTITIONS);
  });

  it('gives the contracts` topics as many partitions as are asked for, and the others one', () => {
    const plan = new Map(topicPlan(50).map(({ topic, partitions }) => [topic, partitions]));
    expect(plan.get('booking.requests')).to.equal(50);
    expect(plan.get(deadLetterTopicOf('booking.requests', 'inventory'))).to.equal(1);
  });

  it('has a place for the dead letters of each group that hears a topic', () => {
    expect(partitionsOf(deadLetterTopicOf('booking.requests', 'inventory'))).to.equal(1);
    expect(partitionsOf(deadLetterTopicOf('booking.requests', 'booking-ledger'))).to.equal(1);
    expect(partitionsOf(deadLetterTopicOf('booking.requests', 'payment'))).to.equal(undefined);
  });

  it('has three retry topics before each of them, and one for what operators decide', () => {
    const retries = [1, 2, 3, 4].map((level) =>
      partitionsOf(retryTopicOf('booking.requests', 'inventory', level)),
    );
    expect(retries).to.deep.equal([1, 1, 1, undefined]);
    expect(partitionsOf(DEAD_LETTER_DECISIONS)).to.equal(1);
  });

  it('takes the largest record with the headers about its failure, and never deletes it for its age', () => {
    for (const name of [
      deadLetterTopicOf('booking.requests', 'inventory'),
      retryTopicOf('booking.requests', 'inventory', 3),
    ])
      expect(planOf(name)).to.include({ maxMessageBytes: 2_097_152, keptForEver: true });
  });

  it('names no topic twice', () => {
    expect(new Set(topicPlan().map(({ topic }) => topic)).size).to.equal(topicPlan().length);
  });
});
