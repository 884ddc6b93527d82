import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { firstStep } from '@wanderluxe/runtime';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { ChargeRequest, PaymentProvider } from '../ports.ts';

/** A bank that the suite can put into any mood. */
export interface ProviderUnderTest {
  readonly provider: PaymentProvider;
  readonly mood: {
    capture(): Promise<void>;
    decline(): Promise<void>;
    /** Captures, but its answer is lost. */
    captureThenSilence(): Promise<void>;
    /** Neither captures nor gives an answer that settles anything. */
    silence(): Promise<void>;
    /** Captured charges are not shown in look-ups yet. */
    forgetful(): Promise<void>;
    /** Nobody listens; the last call of a test. */
    away(): Promise<void>;
  };
}

const requestOf = (key = freshId('charge')): ChargeRequest => ({
  key,
  reference: key,
  amount: '12.50',
  currency: 'USD',
  traceparent: firstStep(),
});

/** What every way to a bank does. */
export function describePaymentProviderBehaviour(
  name: string,
  makeIt: () => Promise<ProviderUnderTest>,
): void {
  describe(`payment provider: ${name}`, () => {
    let provider: PaymentProvider;
    let mood: ProviderUnderTest['mood'];
    let request: ChargeRequest;
    const charge = (announce = async () => {}) => provider.charge(request, announce);
    const lookUp = () => provider.lookUp(request.key, request.traceparent);
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: unknown) => error,
      );

    beforeEach(async () => {
      ({ provider, mood } = await makeIt());
      request = requestOf();
      await mood.capture();
    });

    it('captures, and answers the same key the same', async () => {
      const outcome = await charge();
      expect(outcome)
        .to.include({ status: 'CAPTURED' })
        .and.to.have.property('transactionId')
        .that.is.a('string');
      expect(await charge()).to.deep.equal(outcome);
      expect(await lookUp()).to.deep.equal(outcome);
    });

    it('sends only what is announced', async () => {
      const refusal = new Error('another was first');
      const announce = async () => {
        expect(await lookUp()).to.deep.equal({ status: 'NOT_FOUND' });
        throw refusal;
      };
      expect(await failure(charge(announce))).to.equal(refusal);
      expect(await lookUp()).to.deep.equal({ status: 'NOT_FOUND' });
    });

    it('gives a decline as a value that stays', async () => {
      await mood.decline();
      const outcome = await charge();
      expect(outcome).to.deep.equal({ status: 'DECLINED', detail: 'insufficient funds' });
      await mood.capture();
      expect(await charge()).to.deep.equal(outcome);
      expect(await lookUp()).to.deep.equal(outcome);
    });

    it('is UNKNOWN when the answer to a capture is lost, and finds the capture by its key', async () => {
      await mood.captureThenSilence();
      expect(await charge()).to.include({ status: 'UNKNOWN' });
      expect(await lookUp()).to.include({ status: 'CAPTURED' });
    });

    it('is UNKNOWN when the bank says nothing that settles it', async () => {
      await mood.silence();
      expect(await charge()).to.include({ status: 'UNKNOWN' });
      await mood.capture();
      expect(await lookUp()).to.deep.equal({ status: 'NOT_FOUND' });
    });

    it('refunds a capture, whole and once, and answers the same key the same', async () => {
      await charge();
      const refund = { key: freshId('refund'), chargeKey: request.key, traceparent: request.traceparent };
      const outcome = await provider.refund(refund);
      expect(outcome).to.include({ status: 'REFUNDED' }).and.to.have.property('refundId').that.is.a('string');
      expect(await provider.refund(refund)).to.deep.equal(outcome);
      const other = await provider.refund({ ...refund, key: freshId('refund') });
      expect(other).to.include({ status: 'NOT_YET' });
    });

    it('does not refund what was not captured, and is not yet done when the answer is lost', async () => {
      const refund = { key: freshId('refund'), chargeKey: request.key, traceparent: request.traceparent };
      expect(await provider.refund(refund)).to.include({ status: 'NOT_YET' });
      await charge();
      await mood.captureThenSilence();
      expect(await provider.refund(refund)).to.include({ status: 'NOT_YET' });
      await mood.capture();
      expect(await provider.refund(refund)).to.include({ status: 'REFUNDED' });
    });

    it('does not find what the bank does not show yet', async () => {
      await mood.forgetful();
      await charge();
      expect(await lookUp()).to.deep.equal({ status: 'NOT_FOUND' });
    });

    it('says that the bank is away when certainly nothing was sent', async () => {
      await mood.away();
      expect(await failure(charge())).to.be.instanceOf(DependencyUnavailableError);
      expect(await failure(lookUp())).to.be.instanceOf(DependencyUnavailableError);
      const refund = { key: freshId('refund'), chargeKey: request.key, traceparent: request.traceparent };
      expect(await provider.refund(refund)).to.include({ status: 'NOT_YET' });
    });
  });
}
