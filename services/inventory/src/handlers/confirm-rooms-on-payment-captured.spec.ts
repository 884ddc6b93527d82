import { idsOf, type PaymentCaptured } from '@wanderluxe/schemas';
import { expect } from 'chai';
import { reservationOn } from '../domain/reservation.ts';
import { captured, failed, initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import type { Instance } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { confirmRoomsOnPaymentCaptured } from './confirm-rooms-on-payment-captured.ts';

const asked = { traceId: 'trace', nowMs: 0, holdMs: 1_000 };

describe('confirm rooms on PAYMENT_CAPTURED', () => {
  let inventory: Instance;
  const facts = factsFor('hotel');

  beforeEach(async () => {
    inventory = memoryServers().start();
    await inventory.open('hotel', 1);
  });

  it('makes the hold firm and says nothing', async () => {
    await inventory.deliver(initiated(facts));
    await inventory.deliver(captured(facts));
    expect(await inventory.stateOf(facts)).to.equal('FIRM');
    expect(inventory.said).to.have.length(1);
  });

  it('decides to change what is held and nothing else', () => {
    const { decide } = confirmRoomsOnPaymentCaptured(inventory.edges);
    const [held, rejected] = [factsFor('hotel'), factsFor('hotel')];
    const found = new Map([
      [held.bookingId, reservationOn(held, { kind: 'HELD', epoch: 1 }, asked)],
      [rejected.bookingId, reservationOn(rejected, { kind: 'UNKNOWN_PROPERTY' }, asked)],
    ]);
    const batch = [held, rejected, factsFor('hotel')].map((one) => ({
      event: captured(one).event as PaymentCaptured,
      record: {} as never,
      prepared: undefined,
    }));
    expect(decide(batch, found)).to.deep.equal({ changes: [held.bookingId], events: [] });
  });

  it('repeated: stays firm', async () => {
    await inventory.deliver(initiated(facts));
    for (let time = 0; time < 3; time += 1) await inventory.deliver(captured(facts));
    expect(await inventory.stateOf(facts)).to.equal('FIRM');
  });

  it('keeps the room taken, also over a reload', async () => {
    await inventory.deliver(initiated(facts));
    await inventory.deliver(captured(facts));
    const snapshot = await inventory.edges.properties.beginEpoch('hotel', 0);
    expect(snapshot?.holds).to.have.length(1);
  });

  it('late, after the release: stays released', async () => {
    await inventory.deliver(initiated(facts));
    await inventory.deliver(failed(facts));
    await inventory.deliver(captured(facts));
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
  });

  it('out of order, before any reservation: changes nothing, and the booking is reserved as usual', async () => {
    const early = captured(facts);
    await inventory.deliver(early);
    expect(await inventory.stateOf(facts)).to.equal(undefined);
    expect(inventory.warned).to.deep.equal([
      { message: 'captured, but never reserved here', ...idsOf(early.event) },
    ]);
    await inventory.deliver(initiated(facts));
    expect(await inventory.stateOf(facts)).to.equal('HELD');
  });

  it('for a rejected booking: stays rejected', async () => {
    await inventory.deliver(initiated(factsFor('hotel')));
    await inventory.deliver(initiated(facts));
    await inventory.deliver(captured(facts));
    expect(await inventory.stateOf(facts)).to.equal('REJECTED');
  });

  it('released by another instance between reading and writing: stays released', async () => {
    await inventory.deliver(initiated(facts));
    inventory.beforeSave = () => inventory.deliver(failed(facts));
    await inventory.deliver(captured(facts));
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
  });
});
