import { loadConfig } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { configSchema } from './config.ts';

const url = 'http://127.0.0.1:1';
const needed = {
  ...{ KAFKA_BROKERS: '127.0.0.1:1', SCHEMA_REGISTRY_URL: url, REDIS_URL: 'redis://127.0.0.1:1' },
  ...{ LEDGER_URL: url, INVENTORY_URL: url, HTTP_PORT: '0', OPS_PORT: '0' },
};

describe('settings of the gateway', () => {
  it('admit up to 4,000 records behind, and nothing from 8,000 on, unless they say otherwise', () => {
    const { ADMISSION_SOFT_LAG, ADMISSION_HARD_LAG } = loadConfig(configSchema, needed);
    expect([ADMISSION_SOFT_LAG, ADMISSION_HARD_LAG]).to.deep.equal([4_000, 8_000]);
  });

  it('must leave room between the limits of admission', () => {
    const load = () => loadConfig(configSchema, { ...needed, ADMISSION_SOFT_LAG: '8000' });
    expect(load).to.throw(/ADMISSION_HARD_LAG.*must be larger than ADMISSION_SOFT_LAG/);
  });

  it('must keep a claim for longer than its event may be on its way', () => {
    const load = () => loadConfig(configSchema, { ...needed, CLAIM_LEASE_MS: '5000' });
    expect(load).to.throw(/CLAIM_LEASE_MS.*must be longer than ACCEPT_TIMEOUT_MS/);
  });
});
