import { expect } from 'chai';
import { captured, failed, initiated, overdue, refunded } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { HOLD_MS, type Instance, NOW_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';

describe('say again on BOOKING_OVERDUE', () => {
  let inventory: Instance;
  let another: Instance;
  let counters: ReturnType<typeof memoryServers>['counters'];
  const facts = factsFor('hotel');
  const request = initiated(facts);

  beforeEach(async () => {
    const servers = memoryServers();
    inventory = servers.start();
    another = servers.start();
    counters = servers.counters;
    await inventory.open('hotel', 1);
  });
  const words = (from = inventory) =>
    from.said.map(({ event }) => (event as { eventType: string }).eventType);
  const firstNightTaken = async () => {
    const counted = await counters.inspect('hotel', 0);
    return counted === 'NOT_LOADED' ? -1 : counted.holds.length;
  };

  it('a held booking: the same event once more, told apart from one that a fault repeats', async () => {
    await inventory.deliver(request);
    inventory.nowMs += 60_000;
    await inventory.deliver(overdue(facts));
    const [first, again] = inventory.on('inventory.reserved');
    expect(inventory.said[1]?.headers).to.include({ 'said-again': 'true' });
    expect(inventory.said[0]?.headers).to.not.have.property('said-again');
    const { spanId: _, ...trace } = first?.metadata ?? { spanId: '' };
    expect(again).to.deep.include({ eventId: first?.eventId, payload: first?.payload });
    expect(again?.timestamp).to.equal(NOW_MS);
    expect(again?.metadata).to.include(trace);
    expect(await firstNightTaken()).to.equal(1);
  });

  it('a rejected, a firm and a released one: all that was said of each, and nothing changes', async () => {
    await inventory.deliver(request);
    const rejected = factsFor('hotel');
    await inventory.deliver(initiated(rejected));
    await inventory.deliver(overdue(rejected));
    expect(words().at(-1)).to.equal('INVENTORY_REJECTED');
    await inventory.deliver(captured(facts));
    await inventory.deliver(overdue(facts));
    expect(words().at(-1)).to.equal('INVENTORY_RESERVED');
    await inventory.deliver(refunded(facts));
    await inventory.deliver(overdue(facts));
    expect(words().slice(-2)).to.deep.equal(['INVENTORY_RESERVED', 'INVENTORY_RELEASED']);
    expect(inventory.on('inventory.released').at(-1)?.payload.reason).to.equal('CANCELLED');
    expect(await inventory.stateOf(facts)).to.equal('RELEASED');
    expect(await firstNightTaken()).to.equal(0);
  });

  it('one whose request was never heard: it is heard now, in the trace of the request', async () => {
    inventory.nowMs += 120_000;
    const question = overdue(facts);
    await inventory.deliver(question);
    const [reserved] = inventory.on('inventory.reserved');
    expect(reserved?.payload).to.deep.equal({ ...facts, holdExpiresAt: inventory.nowMs + HOLD_MS });
    expect(reserved?.metadata.traceId).to.equal(question.event.metadata.traceId);
    expect(inventory.said[0]?.headers).to.not.have.property('said-again');
    expect(await inventory.stateOf(facts)).to.equal('HELD');
  });

  it('the request late, after the question: nothing more is held or said', async () => {
    await inventory.deliver(overdue(facts));
    await inventory.deliver(request);
    expect(words()).to.deep.equal(['INVENTORY_RESERVED']);
    expect(await firstNightTaken()).to.equal(1);
  });

  it('never heard, and sold out by now: rejected', async () => {
    await inventory.deliver(initiated(factsFor('hotel')));
    await inventory.deliver(overdue(facts));
    expect(words().at(-1)).to.equal('INVENTORY_REJECTED');
  });

  it('request and question in one batch, and in two instances: reserved once', async () => {
    inventory.beforeSave = () => another.deliver(overdue(facts));
    await inventory.deliver(request);
    expect(inventory.conflicts).to.equal(1);
    expect([...words(), ...words(another)]).to.deep.equal(['INVENTORY_RESERVED']);
    expect(await firstNightTaken()).to.equal(1);
  });

  it('repeated: said again each time, nothing is held twice', async () => {
    await inventory.deliver(request);
    await inventory.deliver(overdue(facts));
    await inventory.deliver(overdue(facts));
    expect(words()).to.deep.equal(Array(3).fill('INVENTORY_RESERVED'));
    expect(await firstNightTaken()).to.equal(1);
  });

  it('neither known here nor told with its dates: nothing can be done', async () => {
    await inventory.deliver(overdue(facts, { dates: null }));
    expect(words()).to.deep.equal([]);
    await inventory.deliver(request);
    await inventory.deliver(failed(facts));
    await inventory.deliver(overdue(facts, { dates: null }));
    expect(words().at(-1)).to.equal('INVENTORY_RELEASED');
  });
});
