import { expect } from 'chai';
import fc from 'fast-check';
import { reserved } from '../testing/reserved.ts';
import { answerCharge } from './charge.ts';
import { delayMsOf, escalate, nextStep } from './inquiry.ts';
import { exactFacts, type Payment } from './payment.ts';

const known = answerCharge(undefined, exactFacts(reserved().payload), 't', {
  outcome: { status: 'UNKNOWN', detail: '' },
  atMs: 1_000,
}).changes[0] as Payment;
const unknown = { ...known, lastChargeByMs: 5_000 };
const unwanted: Payment = { ...unknown, intent: 'void' };
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

  it('takes a payment that is not wanted for absent once the bound has passed since the last possible charge', () => {
    expect(nextStep(unwanted, { status: 'NOT_FOUND' }, 34_999, BOUND_MS).kind).to.equal('ask-later');
    expect(nextStep(unwanted, { status: 'NOT_FOUND' }, 35_000, BOUND_MS).kind).to.equal('absent');
  });

  it('calls an operator once, when the payment was UNKNOWN for long enough', () => {
    expect(escalate(unknown, 1_999, 1_000)).to.equal(undefined);
    const waiting = escalate(unknown, 2_000, 1_000)?.changes[0] as Payment;
    expect(waiting).to.include({ status: 'NEEDS_OPERATOR', due: 'inquiry', intent: 'capture' });
    expect(escalate(waiting, 9_000, 1_000)).to.equal(undefined);
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
