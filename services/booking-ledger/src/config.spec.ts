import { ConfigError } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { readConfig } from './config.ts';

const env = {
  KAFKA_BROKERS: 'a:1,b:2',
  SCHEMA_REGISTRY_URL: 'http://registry',
  MONGODB_URI: 'mongodb://mongo',
  HTTP_PORT: '8083',
  OPS_PORT: '8095',
};

describe('configuration', () => {
  it('needs only what has no sensible default', () => {
    expect(readConfig(env)).to.deep.include({
      KAFKA_BROKERS: ['a:1', 'b:2'],
      MONGODB_DATABASE: 'wanderluxe_booking_ledger',
      HOST: '127.0.0.1',
      MAX_BATCH: 1_000,
    });
  });

  it('names every fault at once', () => {
    const faults = () => readConfig({ ...env, HTTP_PORT: 'web', MONGODB_URI: '', MAX_BATCH: '0' });
    for (const fault of [/HTTP_PORT="web"/, /MAX_BATCH="0"/, /MONGODB_URI is not set/]) {
      expect(faults).to.throw(ConfigError, fault);
    }
  });
});
