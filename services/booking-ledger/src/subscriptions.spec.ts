import { topics } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { MemoryBookings } from './adapters/memory-bookings.ts';
import { MemoryOpenBookings } from './adapters/memory-open-bookings.ts';
import { noMetrics } from './metrics.ts';
import { inboundTopics, subscriptions } from './subscriptions.ts';

describe('subscriptions', () => {
  it('are the topics that the table of contracts gives to the ledger', () => {
    const ours = Object.entries(topics)
      .filter(([, { consumers }]) => (consumers as readonly string[]).includes('booking-ledger'))
      .map(([topic]) => topic);
    expect([...inboundTopics]).to.have.members(ours);
    const heard = subscriptions({
      bookings: new MemoryBookings(),
      openBookings: new MemoryOpenBookings(),
      overdueMs: 1,
      metrics: noMetrics,
      nowMs: Date.now,
    });
    expect(heard.flatMap((subscription) => subscription.topics)).to.have.members(ours);
  });
});
