import { expect } from 'chai';
import { z } from 'zod';
import { ConfigError, commonFields, fields, loadConfig, mongoFields } from './config.ts';

const schema = z.object({ ...commonFields, ...mongoFields('wanderluxe_test') });
const good = {
  KAFKA_BROKERS: 'a:9092, b:9092',
  SCHEMA_REGISTRY_URL: 'http://localhost:8081',
  OPS_PORT: '8090',
  MONGODB_URI: 'mongodb://a:1,b:2/?replicaSet=rs',
};

function faultsOf(env: NodeJS.ProcessEnv, of: z.ZodObject = schema): readonly string[] {
  try {
    loadConfig(of, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('reads settings, ignores other variables, and fills in what has a default', () => {
    expect(loadConfig(schema, { ...good, HOME: '/root' })).to.deep.equal({
      KAFKA_BROKERS: ['a:9092', 'b:9092'],
      SCHEMA_REGISTRY_URL: 'http://localhost:8081',
      HOST: '127.0.0.1',
      OPS_PORT: 8090,
      WANDERLUXE_FAILPOINT: 'off',
      LOG_LEVEL: 'info',
      METRICS_SAMPLE_MS: 10_000,
      MONGODB_URI: 'mongodb://a:1,b:2/?replicaSet=rs',
      MONGODB_DATABASE: 'wanderluxe_test',
    });
  });

  it('names all faults at once, each with its value and the remedy', () => {
    const faults = faultsOf({ SCHEMA_REGISTRY_URL: 'localhost', OPS_PORT: '99999', LOG_LEVEL: 'loud' });
    expect(faults).to.have.length(5);
    const text = faults.join('\n');
    expect(text).to.include('KAFKA_BROKERS is not set: give it in the environment');
    expect(text).to.include('MONGODB_URI is not set');
    expect(text).to.include('SCHEMA_REGISTRY_URL="localhost": must be a URL with http: or https:');
    expect(text).to.match(/OPS_PORT="99999": .*65535/);
    expect(text).to.match(/LOG_LEVEL="loud": .*"debug"/);
  });

  it('takes an empty variable for an absent one', () => {
    expect(faultsOf({ ...good, KAFKA_BROKERS: '' })).to.deep.equal([
      'KAFKA_BROKERS is not set: give it in the environment',
    ]);
    expect(loadConfig(schema, { ...good, LOG_LEVEL: '' }).LOG_LEVEL).to.equal('info');
  });

  for (const bad of [' ', '8 0', '0x50', '1e3', '80.5', 'eighty', '-1', '65536']) {
    it(`does not take ${JSON.stringify(bad)} for a port`, () => {
      expect(faultsOf({ ...good, OPS_PORT: bad })).to.have.length(1);
    });
  }

  it('takes port 0: any free one', () => {
    expect(loadConfig(schema, { ...good, OPS_PORT: '0' }).OPS_PORT).to.equal(0);
  });

  it('wants at least one entry in a list, and skips empty ones', () => {
    expect(faultsOf({ ...good, KAFKA_BROKERS: ' , ' })).to.have.length(1);
    expect(loadConfig(schema, { ...good, KAFKA_BROKERS: 'a:1,,b:2,' }).KAFKA_BROKERS).to.deep.equal([
      'a:1',
      'b:2',
    ]);
  });

  it('names the rule, not an absence, when the default of a setting breaks it', () => {
    const limits = z
      .object({
        LOW: fields.integer({ min: 1, max: 99, fallback: 1 }),
        HIGH: fields.integer({ min: 1, max: 99, fallback: 5 }),
      })
      .refine(({ LOW, HIGH }) => LOW < HIGH, { path: ['HIGH'], error: 'must be larger than LOW' });
    expect(faultsOf({ LOW: '7' }, limits)).to.deep.equal(['HIGH (its default): must be larger than LOW']);
  });

  it('bounds integers and durations, and takes their defaults as they are', () => {
    const limits = z.object({
      WINDOW: fields.integer({ min: 1, max: 10, fallback: 5 }),
      TIMEOUT_MS: fields.durationMs(250),
    });
    expect(loadConfig(limits, {})).to.deep.equal({ WINDOW: 5, TIMEOUT_MS: 250 });
    expect(loadConfig(limits, { WINDOW: '10', TIMEOUT_MS: '0' })).to.deep.equal({
      WINDOW: 10,
      TIMEOUT_MS: 0,
    });
    expect(faultsOf({ WINDOW: '11', TIMEOUT_MS: '86400001' }, limits)).to.have.length(2);
  });
});
