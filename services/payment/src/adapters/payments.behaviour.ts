import { ConflictError, type UnitOfWork } from '@wanderluxe/messaging';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Payment, PaymentChange } from '../domain/payment.ts';
import type { Payments } from '../ports.ts';

export interface PaymentsUnderTest {
  readonly payments: Payments;
  readonly unitOfWork: UnitOfWork;
}

const paymentOf = (changes: Partial<Payment> = {}, bookingId = freshId('b')): Payment => ({
  facts: {
    bookingId,
    propertyId: 'prop-1',
    userId: 'user-1',
    amount: '999999999.99',
    currency: 'USD',
    dates: { checkIn: '2026-12-24', checkOut: '2026-12-27' },
  },
  key: `charge-${bookingId}`,
  status: 'UNKNOWN',
  transactionId: null,
  detail: 'no answer',
  attempts: 1,
  unknownSinceMs: 1_700_000_000_123,
  traceId: 'a'.repeat(32),
  createdAtMs: 1_700_000_000_123,
  updatedAtMs: 1_700_000_000_456,
  ...changes,
});

/** What every store of payments does. */
export function describePaymentsBehaviour(name: string, makeIt: () => Promise<PaymentsUnderTest>): void {
  describe(`payments: ${name}`, () => {
    let payments: Payments;
    let save: (...changes: PaymentChange[]) => Promise<void>;
    const insert = (...inserted: Payment[]) => save(...inserted.map((payment) => ({ from: null, payment })));
    const found = async ({ facts }: Payment) => (await payments.find([facts.bookingId])).get(facts.bookingId);
    const conflict = (promise: Promise<void>) =>
      promise.then(
        () => undefined,
        (error: unknown) => error,
      );

    beforeEach(async () => {
      const made = await makeIt();
      payments = made.payments;
      save = (...changes) => made.unitOfWork.run((tx) => payments.save(tx, changes));
    });

    it('finds what was saved, exactly, and leaves out what is not there', async () => {
      const unknown = paymentOf();
      const captured = paymentOf({
        status: 'CAPTURED',
        transactionId: 'tx-1',
        detail: null,
        unknownSinceMs: null,
      });
      await insert(unknown, captured);
      const rows = await payments.find([unknown.facts.bookingId, 'b-never', captured.facts.bookingId]);
      expect([...rows.keys()]).to.have.members([unknown.facts.bookingId, captured.facts.bookingId]);
      expect(await found(unknown)).to.deep.equal(unknown);
      expect(await found(captured)).to.deep.equal(captured);
      expect((await payments.find([])).size).to.equal(0);
    });

    it('keeps amounts exactly, with the decimals that they came with', async () => {
      for (const amount of ['0.00', '12.50', '5000', '0.125']) {
        const payment = paymentOf();
        const exact = { ...payment, facts: { ...payment.facts, amount } };
        await insert(exact);
        expect((await found(exact))?.facts.amount).to.equal(amount);
      }
    });

    it('inserts a booking once: the second is a conflict and writes nothing of its transaction', async () => {
      const first = paymentOf();
      await insert(first);
      const other = paymentOf();
      const again = { ...first, status: 'CAPTURED' } as const;
      expect(await conflict(insert(other, again))).to.be.instanceOf(ConflictError);
      expect(await found(other)).to.equal(undefined);
      expect(await found(first)).to.deep.equal(first);
    });

    it('changes a row only out of the status that the change starts from', async () => {
      const unknown = paymentOf();
      await insert(unknown);
      const captured = {
        ...unknown,
        status: 'CAPTURED',
        transactionId: 'tx-1',
        detail: null,
        attempts: 2,
      } as const;
      await save({ from: 'UNKNOWN', payment: captured });
      expect(await found(unknown)).to.deep.equal(captured);
      const declined = { ...unknown, status: 'DECLINED' } as const;
      expect(await conflict(save({ from: 'UNKNOWN', payment: declined }))).to.be.instanceOf(ConflictError);
      expect(await conflict(save({ from: 'UNKNOWN', payment: paymentOf() }))).to.be.instanceOf(ConflictError);
      expect(await found(unknown)).to.deep.equal(captured);
    });

    it('saves inserts and changes together or not at all', async () => {
      const unknown = paymentOf();
      const fresh = paymentOf();
      await insert(unknown);
      await save({ from: 'UNKNOWN', payment: { ...unknown, attempts: 2 } }, { from: null, payment: fresh });
      expect((await found(unknown))?.attempts).to.equal(2);
      expect(await found(fresh)).to.deep.equal(fresh);
    });

    it('pages through UNKNOWN payments in the order of their ids', async () => {
      const prefix = freshId('b');
      const unknown = ['1', '2', '3'].map((suffix) => paymentOf({}, `${prefix}-${suffix}`));
      await insert(
        ...unknown,
        paymentOf({ status: 'CAPTURED' }, `${prefix}-15`),
        paymentOf({ status: 'DECLINED' }),
      );
      const page = await payments.unknownAfter(prefix, 2);
      expect(page).to.deep.equal([`${prefix}-1`, `${prefix}-2`]);
      expect((await payments.unknownAfter(`${prefix}-2`, 2))[0]).to.equal(`${prefix}-3`);
    });
  });
}
