import { expect } from 'chai';
import { freshId } from './fresh-id.ts';
import { servers } from './servers.ts';

describe('servers', () => {
  it('reads the addresses from the environment', () => {
    const env = {
      KAFKA_BROKERS: 'a:1,b:2',
      REDIS_URL: 'redis://r',
      SCHEMA_REGISTRY_URL: 'http://s',
      MONGODB_URI: 'mongodb://m',
    };
    expect({ ...servers(env) }).to.deep.equal({
      kafkaBrokers: ['a:1', 'b:2'],
      registryUrl: 'http://s',
      mongoUri: 'mongodb://m',
      redisUrl: 'redis://r',
    });
  });

  it('needs only the server that is read, and names the remedy for it', () => {
    const some = servers({ REDIS_URL: 'redis://r' });
    expect(some.redisUrl).to.equal('redis://r');
    expect(() => some.mongoUri).to.throw(/MONGODB_URI is not set.*\.\/wanderluxe test/);
  });
});

describe('freshId', () => {
  it('gives ids of the documented pattern, never the same twice', () => {
    const ids = Array.from({ length: 1000 }, () => freshId('b'));
    expect(new Set(ids).size).to.equal(1000);
    for (const id of ids) expect(id).to.match(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
  });
});
