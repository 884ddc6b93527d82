import { expect } from 'chai';
import { CommandError } from '../errors.ts';
import { addressOf, instanceEnvironment } from './addresses.ts';
import { resolveSettings } from './settings.ts';

function thrownBy(work: () => unknown): CommandError {
  try {
    work();
  } catch (error) {
    expect(error).to.be.instanceOf(CommandError);
    return error as CommandError;
  }
  throw new Error('nothing was thrown');
}

describe('resolveSettings', () => {
  it('tells all faults of instance, ports and servers in one error with a remedy', () => {
    const env = {
      WANDERLUXE_INSTANCE: 'No Spaces',
      WANDERLUXE_PORT_BASE: '1',
      KAFKA_BROKERS: 'localhost',
      SCHEMA_REGISTRY_URL: 'registry:8081',
      MONGODB_URI: 'localhost:27017',
      REDIS_URL: 'http://localhost',
      BANK_URL: 'bank',
    };
    const error = thrownBy(() => resolveSettings(env));
    for (const variable of Object.keys(env)) expect(error.message).to.contain(variable);
    expect(error.remedy).to.match(/correct or unset/);
  });

  it('prefers the named instance to the environment and the environment to the default', () => {
    const env = { WANDERLUXE_INSTANCE: 'from-env' };
    expect(resolveSettings(env, 'chosen').instance).to.equal('chosen');
    expect(resolveSettings(env).instance).to.equal('from-env');
    expect(resolveSettings({}).instance).to.equal('default');
  });

  it('keeps each instance in a folder of its own under WANDERLUXE_HOME', () => {
    expect(resolveSettings({ WANDERLUXE_HOME: '/somewhere' }, 'a').folder).to.equal('/somewhere/a');
  });

  it('takes servers that the environment names as they are, several hosts included', () => {
    const env = {
      KAFKA_BROKERS: 'k1:9092,k2:9092',
      MONGODB_URI: 'mongodb://a:1,b:2/?replicaSet=rs',
      REDIS_URL: '',
    };
    const settings = resolveSettings(env);
    expect(addressOf(settings, 'kafka')).to.equal('k1:9092,k2:9092');
    expect(addressOf(settings, 'mongo')).to.equal('mongodb://a:1,b:2/?replicaSet=rs');
    expect(addressOf(settings, 'redis')).to.equal('redis://127.0.0.1:17079');
    expect(instanceEnvironment(settings).KAFKA_BROKERS).to.equal('k1:9092,k2:9092');
  });
});
