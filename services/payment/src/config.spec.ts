import { ConfigError } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { paymentConfig } from './config.ts';

const complete = {
  KAFKA_BROKERS: 'a:1,b:2',
  SCHEMA_REGISTRY_URL: 'http://r',
  MONGODB_URI: 'mongodb://m',
  REDIS_URL: 'redis://shared',
  BANK_URL: 'http://bank',
};

describe('payment configuration', () => {
  it('needs only addresses; the queue is in the common Redis unless it has its own', () => {
    expect(paymentConfig(complete)).to.deep.include({
      OPS_PORT: 17_094,
      MONGODB_DATABASE: 'wanderluxe_payment',
      QUEUE_REDIS_URL: 'redis://shared',
      BANK_TIMEOUT_MS: 5_000,
      BANK_SETTLEMENT_BOUND_MS: 30_000,
      BANK_BREAKER_FAULTS: 20,
      BANK_BREAKER_PAUSE_MS: 2_000,
      MAX_CHARGES_IN_FLIGHT: 2_000,
      UNKNOWN_FIRST_DELAY_MS: 1_000,
      UNKNOWN_MAX_DELAY_MS: 60_000,
      UNKNOWN_ESCALATION_MS: 900_000,
      REFUND_ALARM_ATTEMPTS: 10,
    });
    const own = paymentConfig({ ...complete, QUEUE_REDIS_URL: 'redis://own' });
    expect(own.QUEUE_REDIS_URL).to.equal('redis://own');
  });

  it('names every fault at once', () => {
    const faulty = {
      ...complete,
      BANK_URL: 'bank',
      MAX_CHARGES_IN_FLIGHT: '0',
      REDIS_URL: '',
      BANK_TIMEOUT_MS: 'soon',
    };
    try {
      paymentConfig(faulty);
      expect.fail('accepted');
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      const names = (error as ConfigError).faults.map((fault) => fault.split(/[= ]/, 1)[0]);
      expect(names).to.have.members([
        'BANK_URL',
        'MAX_CHARGES_IN_FLIGHT',
        'QUEUE_REDIS_URL',
        'BANK_TIMEOUT_MS',
      ]);
    }
  });
});
