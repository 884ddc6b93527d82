import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { firstStep } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { type BreakerState, breaking } from './breaking-payment-provider.ts';
import { MemoryPaymentProvider } from './memory-payment-provider.ts';
import { describePaymentProviderBehaviour } from './payment-provider.behaviour.ts';

const PAUSE_MS = 50;

const requestOf = (key: string) => ({
  key,
  reference: key,
  amount: '12.50',
  currency: 'USD',
  traceparent: firstStep(),
});

describePaymentProviderBehaviour('behind a closed breaker', async () => {
  const bank = new MemoryPaymentProvider();
  const be = (mood: MemoryPaymentProvider['mood']) => async () => {
    bank.mood = mood;
  };
  return {
    provider: breaking(bank, { faults: 100, pauseMs: PAUSE_MS, onState: () => {} }),
    mood: {
      capture: be('capture'),
      decline: be('decline'),
      captureThenSilence: be('capture-then-silence'),
      silence: be('silence'),
      away: be('away'),
      forgetful: async () => {
        bank.forgetful = true;
      },
    },
  };
});

describe('breaker at the bank', () => {
  let bank: MemoryPaymentProvider;
  let states: BreakerState[];
  let provider: ReturnType<typeof breaking>;
  let charges: number;
  let announce: () => Promise<void>;
  /** What a charge comes to: its status, or AWAY when nothing was sent. */
  const charge = async (): Promise<string> => {
    try {
      charges += 1;
      return (await provider.charge(requestOf(`charge-${charges}`), announce)).status;
    } catch (error) {
      expect(error).to.be.instanceOf(DependencyUnavailableError);
      return 'AWAY';
    }
  };
  const chargeAll = async (count: number): Promise<string[]> => {
    const results: string[] = [];
    while (results.length < count) results.push(await charge());
    return results;
  };

  beforeEach(() => {
    bank = new MemoryPaymentProvider();
    states = [];
    charges = 0;
    announce = async () => {};
    provider = breaking(bank, { faults: 3, pauseMs: PAUSE_MS, onState: (state) => states.push(state) });
  });

  it('opens after so many faults in a row: nothing is sent any more', async () => {
    bank.mood = 'silence';
    expect(await chargeAll(5)).to.deep.equal(['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'AWAY', 'AWAY']);
    expect(bank.attempts).to.equal(3);
    expect(states).to.deep.equal(['closed', 'open']);
  });

  it('a decline is an answer, and an answer ends the row', async () => {
    for (const mood of ['silence', 'silence', 'decline', 'silence', 'silence', 'capture'] as const) {
      bank.mood = mood;
      expect(await charge()).to.not.equal('AWAY');
    }
    expect(states).to.deep.equal(['closed']);
  });

  it('half-open: one charge is sent, the others wait for what becomes of it', async () => {
    bank.mood = 'silence';
    await chargeAll(3);
    await sleep(PAUSE_MS + 10);
    const still = await Promise.all([charge(), charge(), charge()]);
    expect(still.sort()).to.deep.equal(['AWAY', 'AWAY', 'UNKNOWN']);
    expect(bank.attempts).to.equal(4);
    bank.mood = 'capture';
    await sleep(PAUSE_MS + 10);
    expect(await Promise.all([charge(), charge()])).to.deep.equal(['CAPTURED', 'CAPTURED']);
    expect(states).to.deep.equal(['closed', 'open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('announces nothing while it is open', async () => {
    bank.mood = 'silence';
    await chargeAll(3);
    let announcements = 0;
    announce = async () => {
      announcements += 1;
    };
    expect(await chargeAll(2)).to.deep.equal(['AWAY', 'AWAY']);
    expect(announcements).to.equal(0);
  });

  it('what cannot be announced says nothing about the bank: it neither opens nor closes', async () => {
    bank.mood = 'silence';
    await chargeAll(2);
    announce = () => Promise.reject(new DependencyUnavailableError('mongo', new Error('gone')));
    await chargeAll(5);
    expect(states).to.deep.equal(['closed']);
    announce = async () => {};
    await chargeAll(1);
    await sleep(PAUSE_MS + 10);
    announce = () => Promise.reject(new DependencyUnavailableError('mongo', new Error('gone')));
    await chargeAll(1);
    expect(states).to.deep.equal(['closed', 'open', 'half-open', 'open']);
  });

  it('counts a bank that nobody reaches', async () => {
    bank.mood = 'away';
    await chargeAll(3);
    bank.mood = 'capture';
    expect(await charge()).to.equal('AWAY');
  });

  it('does not hold back look-ups and refunds', async () => {
    await charge();
    bank.mood = 'silence';
    await chargeAll(4);
    bank.mood = 'capture';
    expect(await provider.lookUp('charge-1', 't')).to.include({ status: 'CAPTURED' });
    const refund = await provider.refund({
      key: 'refund-1',
      chargeKey: 'charge-1',
      traceparent: firstStep(),
    });
    expect(refund).to.include({ status: 'REFUNDED' });
  });
});
