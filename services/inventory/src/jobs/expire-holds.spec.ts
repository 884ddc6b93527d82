import { expect } from 'chai';
import { captured, failed, initiated, refunded } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { HOLD_MS, type Instance, NOW_MS, RE_ASK_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { expireHolds, PAGE } from './expire-holds.ts';

const always = async () => true;

describe('expire holds', () => {
  let inventory: Instance;
  let another: Instance;
  const facts = factsFor('hotel');
  const request = initiated(facts);

  beforeEach(async () => {
    const servers = memoryServers();
    inventory = servers.start();
    another = servers.start();
    await inventory.open('hotel', 1_000);
    await inventory.deliver(request);
  });

  const sweep = (afterMs: number, { on = inventory, isOurTurn = always } = {}) => {
    on.nowMs = NOW_MS + afterMs;
    return expireHolds({ ...on.edges, committer: on.committer, reAskMs: RE_ASK_MS }, isOurTurn);
  };
  const questions = (on = inventory) => on.on('hold.expired');

  it('says nothing before the deadline', async () => {
    expect(await sweep(HOLD_MS - 1)).to.equal(0);
    expect(questions()).to.deep.equal([]);
  });

  it('asks payment at the deadline, with all facts, in the trace of the request; the rooms stay held', async () => {
    expect(await sweep(HOLD_MS)).to.equal(1);
    const [question] = questions();
    expect(question?.payload).to.deep.equal(facts);
    expect(question?.metadata.traceId).to.equal(request.event.metadata.traceId);
    expect(inventory.said.at(-1)).to.include({ key: 'hotel', topic: 'hold.expired' });
    expect(await inventory.stateOf(facts)).to.equal('HELD');
  });

  it('does not repeat itself before payment had its time, nor in another instance', async () => {
    await sweep(HOLD_MS);
    expect(await sweep(HOLD_MS + RE_ASK_MS - 1)).to.equal(0);
    expect(await sweep(HOLD_MS + RE_ASK_MS - 1, { on: another })).to.equal(0);
  });

  it('asks again, as the same event, for as long as the rooms are held: payment may not know yet', async () => {
    for (let time = 0; time < 3; time += 1) await sweep(HOLD_MS + time * RE_ASK_MS);
    expect(questions()).to.have.length(3);
    expect(new Set(questions().map(({ eventId }) => eventId)).size).to.equal(1);
  });

  it('asks no more once payment has answered, whatever it said', async () => {
    const [paid, back] = [factsFor('hotel'), factsFor('hotel')];
    await inventory.deliver(initiated(paid), initiated(back));
    await inventory.deliver(captured(paid), captured(back), failed(facts, 'HOLD_EXPIRED'));
    await inventory.deliver(refunded(back));
    expect(await sweep(HOLD_MS + RE_ASK_MS)).to.equal(0);
  });

  it('released between reading and writing: the question is harmless, the rooms stay released', async () => {
    inventory.beforeSave = () => another.deliver(failed(facts, 'CANCELLED'));
    await sweep(HOLD_MS);
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
    expect(await sweep(HOLD_MS + RE_ASK_MS)).to.equal(0);
  });

  it('a crash before the commit: nothing is said, and the next sweep asks', async () => {
    inventory.beforeSave = () => Promise.reject(new Error('killed'));
    await sweep(HOLD_MS).catch(() => {});
    expect(questions()).to.have.length(0);
    expect(await sweep(HOLD_MS, { on: another })).to.equal(1);
  });

  it("asks about many, page by page, each page in one transaction, until it is another instance's turn", async () => {
    const many = Array.from({ length: 2 * PAGE }, () => factsFor('hotel'));
    await inventory.deliver(...many.map(initiated));
    let pages = 0;
    const isOurTurn = async () => {
      pages += 1;
      return pages <= 2;
    };
    expect(await sweep(HOLD_MS, { isOurTurn })).to.equal(2 * PAGE);
    expect(await sweep(HOLD_MS, { on: another })).to.equal(1);
    const ids = [...questions(), ...questions(another)].map(({ payload }) => payload.bookingId);
    expect(new Set(ids).size).to.equal(2 * PAGE + 1);
  });
});
