import { expect } from 'chai';
import fc from 'fast-check';
import { reserved } from '../testing/reserved.ts';
import { delayMsOf, nextStep } from './inquiry.ts';
import { openPayment, type Payment } from './payment.ts';

const unknown = openPayment(reserved().payload, 't', {
  outcome: { status: 'UNKNOWN', detail: '' },
  atMs: 1_000,
}).changes[0]?.payment as Payment;
const BOUND_MS = 30_000;

describe('inquiry', () => {
  it('takes what the bank knows as the outcome', () => {
    const captured = { status: 'CAPTURED', transactionId: 'tx-1' } as const;
    expect(nextStep(unknown, captured, 2_000, BOUND_MS)).to.deep.equal({
      kind: 'resolve',
      outcome: captured,
    });
    const declined = { status: 'DECLINED', detail: 'no' } as const;
    expect(nextStep(unknown, declined, 2_000, BOUND_MS)).to.deep.equal({
      kind: 'resolve',
      outcome: declined,
    });
  });

  it('does not believe that there is no charge before the bound has passed', () => {
    expect(nextStep(unknown, { status: 'NOT_FOUND' }, 30_999, BOUND_MS).kind).to.equal('ask-later');
    expect(nextStep(unknown, { status: 'NOT_FOUND' }, 31_000, BOUND_MS).kind).to.equal('charge-again');
  });

  it('waits between 0 and an exponential cap, up to the longest delay', () => {
    const backoff = { firstDelayMs: 1_000, maxDelayMs: 60_000 };
    expect(delayMsOf(backoff, 1, 0)).to.equal(0);
    expect(delayMsOf(backoff, 1, 0.999_999)).to.equal(999);
    expect(delayMsOf(backoff, 4, 0.5)).to.equal(4_000);
    expect(delayMsOf(backoff, 7, 0.5)).to.equal(30_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, random) => {
          expect(delayMsOf(backoff, n, random)).to.be.within(0, 60_000);
        },
      ),
    );
  });
});
