import { ConflictError, type UnitOfWork } from '@wanderluxe/messaging';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Due, Payment } from '../domain/payment.ts';
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
  intent: 'capture',
  voidReason: null,
  due: 'inquiry',
  transactionId: null,
  refundId: null,
  detail: 'no answer',
  attempts: 1,
  inFlight: 0,
  refundAttempts: 0,
  unknownSinceMs: 1_700_000_000_123,
  lastChargeByMs: 1_700_000_000_124,
  resolution: null,
  traceId: 'a'.repeat(32),
  version: 1,
  createdAtMs: 1_700_000_000_123,
  updatedAtMs: 1_700_000_000_456,
  ...changes,
});

/** What every store of payments does. */
export function describePaymentsBehaviour(name: string, makeIt: () => Promise<PaymentsUnderTest>): void {
  describe(`payments: ${name}`, () => {
    let payments: Payments;
    let save: (...changes: Payment[]) => Promise<void>;
    const insert = (...inserted: Payment[]) => save(...inserted);
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
        due: null,
        unknownSinceMs: null,
        lastChargeByMs: null,
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

    it('changes a row only out of the version that the change was made of', async () => {
      const unknown = paymentOf();
      await insert(unknown);
      const captured = { ...unknown, status: 'CAPTURED', transactionId: 'tx-1', version: 2 } as const;
      await save(captured);
      expect(await found(unknown)).to.deep.equal(captured);
      const declined = { ...unknown, status: 'DECLINED', version: 2 } as const;
      expect(await conflict(save(declined))).to.be.instanceOf(ConflictError);
      expect(await conflict(save(paymentOf({ version: 2 })))).to.be.instanceOf(ConflictError);
      expect(await found(unknown)).to.deep.equal(captured);
    });

    it('changes everything that a rule may change', async () => {
      const bare = paymentOf({ unknownSinceMs: null, lastChargeByMs: null, due: null });
      const faceless = { ...bare, facts: { ...bare.facts, dates: null } };
      await insert(faceless);
      expect(await found(faceless)).to.deep.equal(faceless);
      const whole = paymentOf(
        {
          status: 'REFUNDED',
          intent: 'void',
          voidReason: 'CANCELLED',
          inFlight: 2,
          refundId: 'rf-1',
          refundAttempts: 3,
          resolution: { result: 'captured', transactionId: 'tx-1', atMs: 5 },
          traceId: 'b'.repeat(32),
          version: 2,
        },
        bare.facts.bookingId,
      );
      await save(whole);
      expect(await found(whole)).to.deep.equal(whole);
    });

    it('refuses two changes of one row in one transaction, made of the same version', async () => {
      const first = paymentOf();
      expect(await conflict(insert(first, { ...first, intent: 'void' }))).to.be.instanceOf(ConflictError);
      await insert(first);
      const [one, other] = [
        { ...first, intent: 'void', version: 2 },
        { ...first, status: 'CAPTURED', version: 2 },
      ] as const;
      expect(await conflict(save(one, other))).to.be.instanceOf(ConflictError);
      expect(await found(first)).to.deep.equal(first);
    });

    it('saves inserts and changes together or not at all', async () => {
      const unknown = paymentOf();
      const fresh = paymentOf();
      await insert(unknown);
      await save({ ...unknown, attempts: 2, version: 2 }, fresh);
      expect((await found(unknown))?.attempts).to.equal(2);
      expect(await found(fresh)).to.deep.equal(fresh);
    });

    it('lists rows of one status that ask for work', async () => {
      const waiting = paymentOf({ status: 'NEEDS_OPERATOR' });
      const others = [
        paymentOf(),
        paymentOf({ status: 'UNKNOWN', due: null }),
        paymentOf({ status: 'REFUNDING', due: 'refund' }),
      ];
      await insert(waiting, ...others);
      const listed = await payments.withStatus('NEEDS_OPERATOR', 1_000);
      expect(listed).to.deep.include(waiting);
      expect(listed.every(({ status }) => status === 'NEEDS_OPERATOR')).to.equal(true);
      expect(await payments.withStatus('REFUNDING', 1_000)).to.deep.include(others[2]);
      expect(await payments.withStatus('UNKNOWN', 1)).to.have.length(1);
    });

    it('pages through payments that wait for one kind of work in the order of their ids', async () => {
      const prefix = freshId('b');
      const unknown = ['1', '2', '3'].map((suffix) =>
        paymentOf({ traceId: suffix.repeat(32) }, `${prefix}-${suffix}`),
      );
      const refunding = paymentOf({ status: 'REFUNDING', due: 'refund' }, `${prefix}-15`);
      await insert(...unknown, refunding, paymentOf({ status: 'UNKNOWN', due: null }, `${prefix}-16`));
      const page = { limit: 2, pendingSinceMs: 0 };
      const after = (due: Due, afterId: string) => payments.due(due, { ...page, afterId });
      expect(await after('inquiry', prefix)).to.deep.equal(
        unknown
          .slice(0, 2)
          .map(({ facts: { bookingId }, traceId }) => ({ bookingId, due: 'inquiry', traceId })),
      );
      expect((await after('inquiry', `${prefix}-2`))[0]?.bookingId).to.equal(`${prefix}-3`);
      expect((await after('refund', prefix))[0]).to.include({ bookingId: `${prefix}-15`, due: 'refund' });
    });

    it('leaves PENDING rows to those who charge them, until they have not changed for long enough', async () => {
      const prefix = freshId('b');
      const pending = paymentOf({ status: 'PENDING', updatedAtMs: 1_000 }, `${prefix}-1`);
      await insert(pending, paymentOf({ updatedAtMs: 1_000 }, `${prefix}-2`));
      const at = async (pendingSinceMs: number) => {
        const page = await payments.due('inquiry', { afterId: prefix, limit: 2, pendingSinceMs });
        return page.map(({ bookingId }) => bookingId);
      };
      expect((await at(999))[0]).to.equal(`${prefix}-2`);
      expect(await at(1_000)).to.deep.equal([`${prefix}-1`, `${prefix}-2`]);
    });
  });
}
