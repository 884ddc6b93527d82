import { factsOf } from '@wanderluxe/schemas';
import { expect } from 'chai';
import fc from 'fast-check';
import { reserved } from '../testing/reserved.ts';
import {
  answerPayment,
  type Charge,
  type ChargeOutcome,
  openPayment,
  type Payment,
  type PaymentEvent,
} from './payment.ts';

const CAPTURED: ChargeOutcome = { status: 'CAPTURED', transactionId: 'tx-1' };
const DECLINED: ChargeOutcome = { status: 'DECLINED', detail: 'insufficient funds' };
const UNKNOWN: ChargeOutcome = { status: 'UNKNOWN', detail: 'no answer' };
const at = (outcome: ChargeOutcome, atMs = 5): Charge => ({ outcome, atMs });

const { payload } = reserved({ bookingId: 'b-1', amount: '12.5' });
const opened = (outcome: ChargeOutcome) => openPayment(payload, 'trace-1', at(outcome));

describe('payment', () => {
  it('is opened CAPTURED, with an event that carries the transaction and the booking', () => {
    const { changes, events } = opened(CAPTURED);
    expect(changes).to.have.length(1);
    expect(changes[0]?.from).to.equal(null);
    expect(changes[0]?.payment).to.include({
      status: 'CAPTURED',
      transactionId: 'tx-1',
      key: 'charge-b-1',
      attempts: 1,
      unknownSinceMs: null,
      createdAtMs: 5,
    });
    const [event] = events;
    expect(event?.topic).to.equal('payment.captured');
    expect(event?.event.payload).to.deep.equal({
      ...factsOf(payload),
      amount: '12.50',
      transactionId: 'tx-1',
    });
    expect(event?.event.metadata).to.include({ traceId: 'trace-1', origin: 'payment' });
    expect(event?.event.timestamp).to.equal(5);
  });

  it('is opened DECLINED with the words of the bank', () => {
    const { changes, events } = opened(DECLINED);
    expect(changes[0]?.payment).to.include({ status: 'DECLINED', transactionId: null });
    expect(events[0]?.event.payload).to.include({ reason: 'DECLINED', detail: 'insufficient funds' });
  });

  it('is opened UNKNOWN without a word to anyone', () => {
    const { changes, events } = opened(UNKNOWN);
    expect(changes[0]?.payment).to.include({ status: 'UNKNOWN', unknownSinceMs: 5, detail: 'no answer' });
    expect(events).to.deep.equal([]);
  });

  it('counts no attempt for a complimentary stay', () => {
    const free = reserved({ amount: '0' }).payload;
    const { changes } = openPayment(free, 't', at({ status: 'CAPTURED', transactionId: null }));
    expect(changes[0]?.payment).to.include({ attempts: 0, transactionId: null, status: 'CAPTURED' });
  });

  it('once answered says nothing more, whatever comes later and in whatever order', () => {
    const outcomes = fc.array(fc.constantFrom(CAPTURED, DECLINED, UNKNOWN), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(outcomes, (arriving) => {
        const { payment, said } = lifeOf(arriving);
        const verdict = arriving.find(({ status }) => status !== 'UNKNOWN');
        expect(payment.status).to.equal(verdict?.status ?? 'UNKNOWN');
        expect(said).to.have.length(verdict ? 1 : 0);
        expect(payment.unknownSinceMs).to.equal(arriving[0] === UNKNOWN ? 5 : null);
      }),
    );
  });
});

/** Opens a payment with the first outcome and lets the others arrive one after the other. */
function lifeOf([first, ...later]: ChargeOutcome[]): { payment: Payment; said: PaymentEvent[] } {
  const { changes, events } = opened(first as ChargeOutcome);
  let payment = changes[0]?.payment as Payment;
  const said = [...events];
  for (const outcome of later) {
    const next = answerPayment(payment, at(outcome, payment.updatedAtMs + 1), payment.attempts + 1);
    payment = next.changes[0]?.payment ?? payment;
    said.push(...next.events);
  }
  return { payment, said };
}
