import { expect } from 'chai';
import { readConfig } from './config.ts';

const complete = {
  KAFKA_BROKERS: '127.0.0.1:9092',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:8081',
  MONGODB_URI: 'mongodb://127.0.0.1:27017',
  REDIS_URL: 'redis://127.0.0.1:6379',
  HTTP_PORT: '17082',
  OPS_PORT: '17091',
};

describe('settings of the inventory', () => {
  it('have defaults for all but addresses and ports', () => {
    expect(readConfig(complete)).to.include({
      MONGODB_DATABASE: 'wanderluxe_inventory',
      MAX_BATCH: 500,
      HOLD_MS: 900_000,
    });
  });

  it('are refused with every fault named at once', () => {
    const { REDIS_URL: _, ...rest } = complete;
    const read = () =>
      readConfig({ ...rest, HTTP_PORT: 'x', HOLD_MS: '15m', SWEEP_INTERVAL_MS: '0', MAX_BATCH: '0' });
    expect(read).to.throw(/REDIS_URL[\s\S]*HTTP_PORT[\s\S]*HOLD_MS[\s\S]*SWEEP_INTERVAL_MS[\s\S]*MAX_BATCH/);
  });
});
