import { expect } from 'chai';
import { refuseEviction } from './queue-redis.ts';

describe('refuseEviction', () => {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const outcomeOf = (info: () => Promise<string>) =>
    refuseEviction({ info }, logger).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  beforeEach(() => warnings.splice(0));

  it('accepts a Redis that never evicts', async () => {
    expect(
      await outcomeOf(async () => '# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n'),
    ).to.equal('accepted');
    expect(warnings).to.deep.equal([]);
  });

  it('refuses one that may evict, with the remedy', async () => {
    const message = await outcomeOf(async () => '# Memory\r\nmaxmemory_policy:allkeys-lru\r\nx:1\r\n');
    expect(message)
      .to.contain('allkeys-lru')
      .and.to.contain('set it to noeviction')
      .and.to.contain('QUEUE_REDIS_URL');
  });

  it('warns about one that does not tell', async () => {
    expect(await outcomeOf(() => Promise.reject(new Error('NOPERM')))).to.equal('accepted');
    expect(await outcomeOf(async () => '# Memory\r\n')).to.equal('accepted');
    expect(warnings).to.have.length(2);
  });
});
