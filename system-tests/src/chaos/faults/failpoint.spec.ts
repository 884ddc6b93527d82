import { expect } from 'chai';
import { pointOf } from './failpoint.ts';

const names = ['payment/bank.charge', 'payment/payments.save', 'payment/offsets.commit'];

describe('pointOf', () => {
  it('reaches every name, before and after, and several occurrences', () => {
    const points = new Set(Array.from({ length: 10_000 }, (_, amount) => pointOf(amount, names)));
    expect(points.size).to.equal(names.length * 2 * 4);
    expect(points).to.include('payment/bank.charge:before#1').and.include('payment/offsets.commit:after#4');
  });

  it('is the same for the same number', () => {
    expect(pointOf(4_711, names)).to.equal(pointOf(4_711, names));
  });
});
