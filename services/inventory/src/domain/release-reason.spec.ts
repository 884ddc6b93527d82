import { expect } from 'chai';
import { reasonOfFailure, reasonOfRefund } from './release-reason.ts';

describe('the reason of a release', () => {
  it('is the failed payment itself, unless it was given up for a cancellation, a deadline or an oversell', () => {
    const given = ['DECLINED', 'GAVE_UP', 'CANCELLED', 'HOLD_EXPIRED', 'OVERSOLD', 'OTHER'] as const;
    const reasons = given.map(reasonOfFailure);
    expect(reasons).to.deep.equal([
      'PAYMENT_FAILED',
      'PAYMENT_FAILED',
      'CANCELLED',
      'HOLD_EXPIRED',
      'OVERSOLD',
      'PAYMENT_FAILED',
    ]);
  });

  it('is that of the refund', () => {
    const refunds = ['CANCELLED', 'HOLD_EXPIRED', 'ROOMS_RELEASED', 'OVERSOLD', 'OTHER'] as const;
    expect(refunds.map(reasonOfRefund)).to.deep.equal([
      'CANCELLED',
      'HOLD_EXPIRED',
      'OTHER',
      'OVERSOLD',
      'OTHER',
    ]);
  });
});
