import { DEFAULT_PARTITIONS, deadLetterTopicOf, topicNames } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { topicPlan } from './topic-plan.ts';

describe('topicPlan', () => {
  const partitionsOf = (name: string): number | undefined =>
    topicPlan.find(({ topic }) => topic === name)?.partitions;

  it('has every topic of the contracts', () => {
    for (const name of topicNames) expect(partitionsOf(name)).to.equal(DEFAULT_PARTITIONS);
  });

  it('has a place for the dead letters of each group that hears a topic', () => {
    expect(partitionsOf(deadLetterTopicOf('booking.requests', 'inventory'))).to.equal(1);
    expect(partitionsOf(deadLetterTopicOf('booking.requests', 'booking-ledger'))).to.equal(1);
    expect(partitionsOf(deadLetterTopicOf('booking.requests', 'payment'))).to.equal(undefined);
  });

  it('names no topic twice', () => {
    expect(new Set(topicPlan.map(({ topic }) => topic)).size).to.equal(topicPlan.length);
  });
});
