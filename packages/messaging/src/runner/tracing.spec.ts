import {
  childOf,
  type FinishedSpan,
  firstStep,
  formatTraceparent,
  parseTraceparent,
  recordingTracer,
  type SpanContext,
  silentLogger,
} from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { AnyHandler, Identified, Outgoing, Received } from '../handler.ts';
import { MemoryLease, MemoryUnitOfWork } from '../memory/index.ts';
import { Relay } from '../outbox/relay.ts';
import { ConsumerRig } from '../testing/consumer-rig.ts';
import type { Consumer } from './consumer.ts';

type Batch = readonly Received<Identified, unknown>[];

const unsampled = (traceparent: string): string =>
  formatTraceparent({ ...(parseTraceparent(traceparent) as SpanContext), sampled: false });

/** Answers each event in its trace, as a service's own events do: recorded, and of a span that is new. */
const answering = (rig: ConsumerRig, over: Partial<AnyHandler> = {}): AnyHandler =>
  rig.handler({
    decide: (batch: Batch) => ({
      changes: batch.map(({ event }) => event.eventId),
      events: batch.map(({ event, record }): Outgoing => {
        const cause = parseTraceparent(String(record.headers.traceparent)) as SpanContext;
        const traceparent = formatTraceparent({ ...childOf(cause), sampled: true });
        const eventId = `re-${event.eventId}`;
        return { topic: 'replies', key: 'key', event: { eventId }, headers: { traceparent } };
      }),
    }),
    ...over,
  });

describe('traces through the runner', () => {
  const spans: FinishedSpan[] = [];
  const running: Consumer[] = [];
  beforeEach(() => spans.splice(0));
  afterEach(async () => {
    for (const consumer of running.splice(0)) await consumer.stop();
  });
  const tracer = recordingTracer((span) => spans.push(span));
  const start = async (consumer: Consumer): Promise<Consumer> => {
    running.push(consumer);
    await consumer.start();
    return consumer;
  };
  const named = (name: string) => spans.filter((span) => span.name === name);
  const headersOfReplies = (rig: ConsumerRig) =>
    rig.broker.records('replies').map(({ headers }) => String(headers.traceparent));

  it('each record of a batch is a step of its own trace, and so is what answers it', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    const sent = ['a', 'b', 'c'].map((eventId) => ({ eventId, traceparent: firstStep() }));
    await rig.publish(...sent);
    await start(rig.consumer(answering(rig), { identify: ({ eventId }: Identified) => ({ eventId }) }));
    await eventually(() => expect(named('send replies')).to.have.length(3));
    const replies = headersOfReplies(rig);
    for (const { eventId, traceparent } of sent) {
      const handled = named('process orders').find(({ parent }) => parent === traceparent);
      const created = named('create replies').find(({ parent }) => parent === handled?.traceparent);
      expect(handled?.kind, 'is heard by a consumer').to.equal('consumer');
      expect(handled?.attributes).to.include({ eventId, 'messaging.consumer.group.name': 'stock' });
      expect(created?.kind).to.equal('producer');
      expect(replies, 'the message names the step that made it').to.include(created?.traceparent);
      expect(named('send replies').map(({ parent }) => parent)).to.include(created?.traceparent);
    }
  });

  it('a redelivery is another step with the same cause', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    const traceparent = firstStep();
    await rig.publish({ eventId: 'a', traceparent });
    const handler = answering(rig, { gather: () => new Promise(() => {}) });
    const stuck = rig.consumer(handler);
    await stuck.start();
    await eventually(() => expect(stuck.inHand).to.equal(1));
    void stuck.stop();
    await start(rig.consumer(answering(rig)));
    await eventually(() => expect(named('process orders')).to.have.length(1));
    expect(named('process orders')[0]?.parent).to.equal(traceparent);
  });

  it('a record that is set aside and tried again keeps its trace', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    const traceparent = firstStep();
    let tries = 0;
    await rig.publish({ eventId: 'a', traceparent });
    const gather = async () => {
      tries += 1;
      if (tries < 3) throw new TypeError('no such field');
    };
    await start(rig.consumer(answering(rig, { gather })));
    await eventually(() => expect(rig.replies()).to.deep.equal(['re-a']));
    await eventually(() =>
      expect(named('process orders').map(({ parent }) => parent)).to.deep.equal([traceparent]),
    );
  });

  it('says the class of what dead-lettered a record', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    await rig.broker
      .publisher()
      .publish([
        { topic: 'orders', key: 'bad', value: Buffer.from('{'), headers: { traceparent: firstStep() } },
      ]);
    await start(rig.consumer());
    await eventually(() => expect(named('process orders')).to.have.length(1));
    expect(named('process orders')[0]?.errorClass).to.equal('UnreadableRecordError');
  });

  it('nothing is recorded of a trace that is not to be, and what answers it says so', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    const cause = unsampled(firstStep());
    await rig.publish({ eventId: 'a', traceparent: cause });
    await start(rig.consumer(answering(rig)));
    await eventually(() => expect(rig.replies()).to.deep.equal(['re-a']));
    expect(spans).to.deep.equal([]);
    expect(parseTraceparent(headersOfReplies(rig)[0])).to.include({
      traceId: parseTraceparent(cause)?.traceId,
      sampled: false,
    });
  });

  it('the flag goes on where nothing is recorded at all', async () => {
    const rig = new ConsumerRig();
    await rig.publish({ eventId: 'a', traceparent: unsampled(firstStep()) });
    await rig.publish({ eventId: 'b', traceparent: firstStep() });
    await start(rig.consumer(answering(rig)));
    await eventually(() => expect(rig.replies()).to.deep.equal(['re-a', 're-b']));
    const flags = headersOfReplies(rig).map((header) => parseTraceparent(header)?.sampled);
    expect(flags).to.deep.equal([false, true]);
  });

  it('prepare and settle are told the step to hand on', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    const traceparent = firstStep();
    const told: (string | undefined)[] = [];
    const handler = answering(rig, {
      prepare: async (received: { traceparent: string | undefined }) => told.push(received.traceparent),
      settle: async (_changes, causes) => {
        told.push(causes.of(parseTraceparent(traceparent)?.traceId as string), causes.of('another'));
      },
    });
    await rig.publish({ eventId: 'a', traceparent });
    await start(rig.consumer(handler));
    await eventually(() => expect(named('process orders')).to.have.length(1));
    const own = named('process orders')[0]?.traceparent;
    expect(told).to.deep.equal([own, own, undefined]);
  });

  it('bad contexts count for nothing: the record is handled as the first step of a new trace', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    await rig.publish({ eventId: 'a', traceparent: '00-nonsense' }, { eventId: 'b' });
    await start(rig.consumer());
    await eventually(() => expect(named('process orders')).to.have.length(2));
    expect(rig.replies()).to.deep.equal(['re-a', 're-b']);
  });

  it('what the relay publishes after a crash is in the trace of its message', async () => {
    const rig = new ConsumerRig(1, undefined, tracer);
    const traceparent = firstStep();
    const records = [{ topic: 'replies', key: 'key', value: Buffer.from('{}'), headers: { traceparent } }];
    await new MemoryUnitOfWork().run((tx) => rig.outbox.append(tx, { id: 'left', createdAtMs: 0, records }));
    const { publisher, outbox } = rig;
    const lease = new MemoryLease();
    const relay = new Relay({
      ...{ outbox, lease, publisher, holder: 'me', isPending: () => false, logger: silentLogger, tracer },
    });
    expect(await relay.pass()).to.equal(1);
    expect(named('send replies')[0]).to.include({ parent: traceparent, startMs: 0 });
    expect(named('send replies')[0]?.attributes).to.include({ 'messaging.outbox.relayed': true });
  });
});
