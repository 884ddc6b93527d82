import { expect } from 'chai';
import { chargeOutcomeOf, lookUpOf, refundOutcomeOf } from './bank-answers.ts';

const asked = { amount: '12.50', currency: 'USD' };
const CANARY = 'Ann Lee, ann@example.org, card 4111 1111 1111 1111';
const declinedWith = (reason: string) => JSON.stringify({ status: 'DECLINED', reason });

describe('what is kept of the bank’s words', () => {
  it('a reason that banks share', () => {
    expect(chargeOutcomeOf(402, declinedWith('Insufficient funds'), asked)).to.deep.equal({
      status: 'DECLINED',
      detail: 'insufficient funds',
    });
    expect(lookUpOf(200, declinedWith('expired card'))).to.include({ detail: 'expired card' });
  });

  const told: Readonly<Record<string, () => unknown>> = {
    'a decline': () => chargeOutcomeOf(402, declinedWith(CANARY), asked),
    'a look-up': () => lookUpOf(200, declinedWith(CANARY)),
    'a charge that is not readable': () => chargeOutcomeOf(201, CANARY, asked),
    'a charge that failed': () => chargeOutcomeOf(500, CANARY, asked),
    'a refund that failed': () => refundOutcomeOf(500, CANARY),
    'a refund that is not readable': () => refundOutcomeOf(201, CANARY),
    'a look-up that failed': () => {
      try {
        return lookUpOf(500, CANARY);
      } catch (error) {
        return String(error);
      }
    },
  };
  for (const [what, outcome] of Object.entries(told)) {
    it(`nothing of its own text in ${what}`, () => {
      expect(JSON.stringify(outcome())).not.to.match(/Ann|example\.org|4111/);
    });
  }
});
