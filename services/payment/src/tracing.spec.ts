import { type FinishedSpan, parseTraceparent, recordingTracer } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { MemoryEngine } from './testing/memory-engine.ts';
import { type InventoryReserved, reserved } from './testing/reserved.ts';

const spanIn = (traceparent: string | undefined) => parseTraceparent(traceparent)?.spanId;

describe('the trace of a payment', () => {
  let spans: FinishedSpan[];
  let engine: MemoryEngine;
  let event: InventoryReserved;
  beforeEach(() => {
    spans = [];
    engine = new MemoryEngine(recordingTracer((span) => spans.push(span)));
    event = reserved();
  });
  const named = (name: string) => spans.find((span) => span.name === name);
  const inquiry = () => engine.turn(engine.reminders.scheduled[0] as never);

  it('goes on from the event to the bank', async () => {
    await engine.deliver(event);
    const request = engine.bank.charges.get(`charge-${event.payload.bookingId}`)?.request;
    expect(named('bank charge')).to.include({ kind: 'client', parent: engine.traceparentOf(event) });
    expect(request?.traceparent).to.equal(named('bank charge')?.traceparent);
  });

  it('goes on from the event to the job, from the job to the bank and to what the job says', async () => {
    engine.bank.mood = 'capture-then-silence';
    await engine.deliver(event);
    await inquiry();
    const [job, lookUp, created] = ['job inquiry', 'bank look-up', 'create payment.captured'].map(named);
    expect(job?.parent).to.equal(engine.traceparentOf(event));
    expect(job?.attributes).to.include({ bookingId: event.payload.bookingId });
    expect(lookUp?.parent).to.equal(job?.traceparent);
    expect(created?.parent).to.equal(job?.traceparent);
    expect(created?.traceparent).to.equal(engine.said[0]?.traceparent);
    const traceIds = spans.map(({ traceparent }) => parseTraceparent(traceparent)?.traceId);
    expect(new Set(traceIds)).to.deep.equal(new Set([event.metadata.traceId]));
  });

  it('a job that a sweep scheduled is a first step in the payment’s own trace', async () => {
    engine.bank.mood = 'capture-then-silence';
    await engine.deliver(event);
    engine.reminders.flush();
    await engine.sweep('inquiry');
    expect(engine.reminders.scheduled).to.deep.equal([engine.reminderOf(event, 'inquiry')]);
    await inquiry();
    expect(named('job inquiry')?.parent).to.equal(undefined);
    expect(parseTraceparent(named('job inquiry')?.traceparent)?.traceId).to.equal(event.metadata.traceId);
    expect(spanIn(named('bank look-up')?.parent)).to.equal(spanIn(named('job inquiry')?.traceparent));
  });

  it('is carried on and not recorded when the client does not want it recorded', async () => {
    engine.sampled = false;
    engine.bank.mood = 'capture-then-silence';
    await engine.deliver(event);
    await inquiry();
    expect(spans).to.deep.equal([]);
    const { traceId } = event.metadata;
    expect(engine.said.map(({ traceparent }) => parseTraceparent(traceparent))).to.deep.equal([
      { traceId, spanId: spanIn(engine.said[0]?.traceparent), sampled: false },
    ]);
  });

  it('says the failure of a call by its class', async () => {
    engine.bank.mood = 'away';
    await engine.deliver(event).catch(() => {});
    expect(named('bank charge')?.errorClass).to.equal('DependencyUnavailableError');
  });
});
