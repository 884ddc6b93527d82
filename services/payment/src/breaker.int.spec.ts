import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { cancelled } from './testing/reserved.ts';
import { bothWays, many, ServiceUnderTest } from './testing/service-under-test.ts';

describe('payment service: a bank that takes 30 s', function () {
  this.timeout(90_000);
  let service: ServiceUnderTest;
  before(async () => {
    service = await ServiceUnderTest.enter('payment-breaker');
  });
  afterEach(() => service?.stop());
  after(() => service?.leave());

  it('does not stop bookings that are not for it, and everything resumes', async () => {
    const { bank, world } = service;
    const breakerIs = (state: string) =>
      eventually(async () => {
        expect(await service.metrics()).to.match(
          new RegExp(`wl_payment_bank_breaker\\{state="${state}"[^}]*\\} 1`),
        );
      });
    await bank.behave({});
    await service.start({
      BANK_TIMEOUT_MS: '300',
      BANK_BREAKER_FAULTS: '5',
      BANK_BREAKER_PAUSE_MS: '2000',
      BANK_SETTLEMENT_BOUND_MS: '3000',
    });
    const paid = many(10);
    await world.reserve(paid);
    await service.allSaid(paid, 'PAYMENT_CAPTURED');
    await breakerIs('closed');

    await bank.behave({ hangShare: 1, hangMs: 30_000 });
    const tripping = many(5);
    await world.reserve(tripping);
    await eventually(async () => expect(await service.count(tripping, { status: 'UNKNOWN' })).to.equal(5));
    await breakerIs('open');

    const [waiting, givenUp] = [many(20), many(5)];
    await world.reserve([...waiting, ...givenUp]);
    const free = many(10, { amount: '0' });
    await world.reserve(free);
    await service.allSaid(free, 'PAYMENT_CAPTURED');
    await world.say('booking.cancellations', [...paid, ...free, ...givenUp].map(cancelled));
    await service.allSaid(free, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    await eventually(async () => expect(await service.count(paid, { status: 'REFUNDING' })).to.equal(10));
    // One charge is sent after each pause; all the others wait, and none is refused.
    expect(await service.count(waiting, { status: { $ne: 'UNKNOWN' } })).to.equal(0);
    expect(await service.count(waiting, {})).to.be.below(10);

    await bank.behave({});
    await service.allSaid([...tripping, ...waiting], 'PAYMENT_CAPTURED');
    await service.allSaid(paid, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    await breakerIs('closed');
    expect(await service.booksOf(paid)).to.deep.equal(bothWays(paid));
    const once = waiting.map(({ payload }) => [`CAPTURE ${payload.amount}.00`]);
    expect(await service.booksOf(waiting)).to.deep.equal(once);
    await service.allSaid(givenUp, 'PAYMENT_FAILED CANCELLED');
  });
});
