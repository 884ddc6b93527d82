import { silentLogger } from '@wanderluxe/runtime';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Received } from './handler.ts';
import { readTopics } from './kafka/read-topics.ts';
import type { Processing } from './processing.ts';
import { retryHeaders } from './runner/retry-record.ts';
import type { Note } from './testing/fixtures.ts';
import { ProcessingRig } from './testing/processing-rig.ts';

const PATIENT = { withinMs: 40_000, everyMs: 100 };

describe('retry topics over Kafka and Mongo', function () {
  this.timeout(120_000);
  let rig: ProcessingRig;
  let processing: Processing;
  let poisoned: Set<string>;
  let handled: string[];
  beforeEach(async () => {
    rig = await ProcessingRig.start();
    poisoned = new Set();
    handled = [];
    processing = await rig.connect({ retries: rig.retries });
    await processing.consume([{ topics: [rig.notes], handler: poisonable() }]);
  });
  afterEach(async () => {
    await rig.stop();
    expect(rig.fatal).to.deep.equal([]);
  });

  /** Throws for what is poisoned; writes down in which order the others were handled. */
  const poisonable = () =>
    rig.handler({
      gather: async (batch: readonly Received<Note>[]) => {
        const bad = batch.find(({ event }) => poisoned.has(event.eventId));
        if (bad) throw new TypeError(`no rule for ${bad.event.eventId}`);
        return rig.handler().gather(batch);
      },
      settle: async (ids: readonly string[]) => {
        handled.push(...ids);
      },
    });
  /** All of an ordering id go to one partition, as all events of a booking do. */
  const publish = (...ids: string[]) =>
    processing.publisher.publish(
      ids.map((eventId) => ({
        topic: rig.notes,
        key: rig.retries.orderingIdOf({ eventId }),
        value: processing.codec.encode(rig.notes, { eventId, text: '' }),
        headers: { traceparent: `00-${eventId}` },
      })),
    );
  const handledOf = (orderingId: string) => handled.filter((id) => id.startsWith(`${orderingId}-`));
  const others = Array.from({ length: 30 }, (_, index) => `x${index}-1`);
  const parkedRows = () => rig.db.collection('parked').countDocuments();
  const deadLetters = () => rig.deadLetterTopicOf(rig.notes, rig.service);
  const lettersRead = () =>
    readTopics({ brokers: servers().kafkaBrokers, clientId: 'messaging-test', logger: silentLogger }, [
      deadLetters(),
    ]);

  it('lets the others flow on, and handles a mended one and its followers in order', async () => {
    poisoned.add('bad-1');
    await publish('bad-1', 'bad-2', ...others, 'bad-3');
    await eventually(() => expect(handled).to.have.members(others), PATIENT);
    await eventually(async () => expect(await parkedRows()).to.equal(1), PATIENT);
    const fromMs = Date.now();
    await publish('late-1', 'bad-4');
    await eventually(() => expect(handled).to.include('late-1'), PATIENT);
    expect(Date.now() - fromMs, 'time that another had to wait').to.be.lessThan(5_000);
    expect(handledOf('bad')).to.deep.equal([]);
    poisoned.clear();
    const all = ['bad-1', 'bad-2', 'bad-3', 'bad-4'];
    await eventually(() => expect(handledOf('bad')).to.deep.equal(all), PATIENT);
    await eventually(async () => expect(await parkedRows()).to.equal(0), PATIENT);
    expect(await rig.count(deadLetters())).to.equal(0);
  });

  it('ends in the dead letters after the last level, and comes through when it is sent back', async () => {
    poisoned.add('bad-1');
    await publish('bad-1', 'bad-2', ...others);
    await eventually(async () => expect(await rig.count(deadLetters())).to.equal(2), PATIENT);
    expect(handled).to.have.members(others);
    const letters = await lettersRead();
    const [first] = letters;
    expect(String(first?.headers.traceparent)).to.equal('00-bad-1');
    expect(String(first?.headers['dlq-event-id'])).to.equal('bad-1');
    poisoned.clear();
    await processing.publisher.publish(
      letters.map(({ key, value }) => ({
        topic: rig.retries.retryTopicOf(rig.notes, rig.service, 1),
        key,
        value,
        headers: { [retryHeaders.replayed]: 'true' },
      })),
    );
    await eventually(() => expect(handledOf('bad')).to.deep.equal(['bad-1', 'bad-2']), PATIENT);
    await eventually(async () => expect(await parkedRows()).to.equal(0), PATIENT);
  });
});
