import { expect } from 'chai';
import { parseTraceparent } from './traceparent.ts';
import { type FinishedSpan, inSpan, noTracer, recordingTracer } from './tracer.ts';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const unsampled = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

describe('recordingTracer', () => {
  function recorded() {
    const spans: FinishedSpan[] = [];
    let nowMs = 100;
    const tracer = recordingTracer(
      (span) => spans.push(span),
      undefined,
      () => nowMs++,
    );
    return { spans, tracer };
  }

  it('records a step once, when it has ended, as a child in the trace of its parent', () => {
    const { spans, tracer } = recorded();
    const span = tracer.open({ name: 'work', kind: 'consumer', parent, attributes: { n: 1 } });
    expect(spans).to.deep.equal([]);
    span?.end();
    span?.end();
    const { traceparent, ...rest } = spans[0] as FinishedSpan;
    expect(spans).to.have.length(1);
    expect(traceparent).to.equal(span?.traceparent);
    expect(traceparent).not.to.equal(parent);
    expect(parseTraceparent(traceparent)?.traceId).to.equal(parseTraceparent(parent)?.traceId);
    const expected = {
      name: 'work',
      kind: 'consumer',
      parent,
      startMs: 100,
      endMs: 101,
      attributes: { n: 1 },
    };
    expect(rest).to.deep.equal({ ...expected, errorClass: undefined });
  });

  it('begins a trace where there is none, or none that is valid', () => {
    const { spans, tracer } = recorded();
    for (const none of [undefined, 'nonsense'])
      tracer.open({ name: 'a', kind: 'server', parent: none })?.end();
    const ids = spans.map(({ traceparent }) => parseTraceparent(traceparent)?.traceId);
    expect(new Set(ids).size).to.equal(2);
    expect(ids).not.to.include(undefined);
  });

  it('records nothing of a trace that is not to be recorded', () => {
    const { spans, tracer } = recorded();
    expect(tracer.open({ name: 'a', kind: 'client', parent: unsampled })).to.equal(undefined);
    tracer.record({ name: 'b', kind: 'producer', traceparent: unsampled, startMs: 0, endMs: 1 });
    expect(spans).to.deep.equal([]);
  });

  it('says the class of what failed and not its message', async () => {
    const { spans, tracer } = recorded();
    const failing = inSpan(tracer, { name: 'a', kind: 'internal', parent }, async () => {
      throw new RangeError('of a guest called Ann');
    });
    expect(await failing.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    expect(spans[0]?.errorClass).to.equal('RangeError');
    expect(JSON.stringify(spans)).not.to.include('Ann');
  });
});

describe('inSpan', () => {
  const start = { name: 'a', kind: 'internal', parent } as const;

  it('hands on its own step when it is recorded', async () => {
    const spans: FinishedSpan[] = [];
    const given = await inSpan(
      recordingTracer((span) => spans.push(span)),
      start,
      async (own) => own,
    );
    expect(given).to.equal(spans[0]?.traceparent).and.not.equal(parent);
  });

  it('hands on the parent as it is when nothing is recorded', async () => {
    expect(await inSpan(noTracer, start, async (own) => own)).to.equal(parent);
    const nobody = recordingTracer(() => expect.fail('recorded'));
    expect(await inSpan(nobody, { ...start, parent: unsampled }, async (own) => own)).to.equal(unsampled);
  });
});
