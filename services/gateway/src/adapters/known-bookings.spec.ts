import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { type FinishedSpan, firstStep, recordingTracer } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { Agent } from 'undici';
import type { LedgerBooking } from '../domain/known-booking.ts';
import { type Asked, type JsonAnswer, jsonServer } from '../testing/json-server.ts';
import { HttpKnownBookings } from './http-known-bookings.ts';
import { describeKnownBookingsBehaviour } from './known-bookings.behaviour.ts';
import { MemoryKnownBookings } from './memory-known-bookings.ts';

describeKnownBookingsBehaviour('in memory', () => {
  const known = new MemoryKnownBookings();
  return {
    known,
    learn: (booking) => known.bookings.set(booking._id, booking),
    setAway: (isAway) => {
      known.isAway = isAway;
    },
  };
});

/** Enough for a busy machine. */
const TIMEOUT_MS = 1_000;

describe('over HTTP', () => {
  const dispatcher = new Agent();
  const bookings = new Map<string, LedgerBooking>();
  const lookups: string[][] = [];
  const spans: FinishedSpan[] = [];
  const causes: (string | undefined)[] = [];
  let known: HttpKnownBookings;
  let server: Awaited<ReturnType<typeof jsonServer>>;
  let answer: (asked: Asked) => JsonAnswer | undefined;

  const lookup = ({ text, traceparent }: Asked): JsonAnswer => {
    const { ids } = JSON.parse(text) as { ids: string[] };
    lookups.push(ids);
    causes.push(traceparent);
    return { status: 200, text: JSON.stringify({ bookings: ids.flatMap((id) => bookings.get(id) ?? []) }) };
  };
  before(async () => {
    answer = lookup;
    server = await jsonServer((asked) => answer(asked));
    known = new HttpKnownBookings(server.url, TIMEOUT_MS, {
      dispatcher,
      tracer: recordingTracer((span) => spans.push(span)),
    });
  });
  beforeEach(() => {
    answer = lookup;
    for (const heard of [lookups, spans, causes]) heard.length = 0;
  });
  after(async () => {
    await dispatcher.destroy();
    await server.stop();
  });

  describeKnownBookingsBehaviour("the ledger's look-up", () => ({
    known,
    learn: (booking) => bookings.set(booking._id, booking),
    setAway: (isAway) => {
      answer = isAway ? () => ({ status: 503, text: '{}' }) : lookup;
    },
  }));

  it('asks for all that is wanted at the time in one call, each id once', async () => {
    await Promise.all(['b-1', 'b-2', 'b-1', 'b-3'].map((id) => known.find(id)));
    expect(lookups).to.deep.equal([['b-1', 'b-2', 'b-3']]);
  });

  it('is a step of the trace of the first who has one, and hands it on', async () => {
    const [first, second] = [firstStep(), firstStep()];
    await Promise.all([known.find('b-1'), known.find('b-2', first), known.find('b-3', second)]);
    expect(spans).to.have.length(1);
    expect(spans[0]).to.include({ name: 'booking-ledger look-up', kind: 'client', parent: first });
    expect(causes).to.deep.equal([spans[0]?.traceparent]);
  });

  it('is a step of no trace when nobody has one', async () => {
    await known.find('b-1');
    expect([spans, causes]).to.deep.equal([[], [undefined]]);
  });

  it('says in its step that the ledger is away', async () => {
    answer = () => ({ status: 503, text: '{}' });
    await known.find('b-1', firstStep()).catch(() => undefined);
    expect(spans[0]?.errorClass).to.equal('DependencyUnavailableError');
  });

  it('asks for at most 1,000 at once', async () => {
    await Promise.all(Array.from({ length: 1_500 }, (_, index) => known.find(`b-${index}`)));
    expect(lookups.map(({ length }) => length)).to.deep.equal([1_000, 500]);
  });

  it('does not wait for a ledger that hangs', async () => {
    answer = () => undefined;
    const startedMs = performance.now();
    const fault = await known.find('b-1').catch((error: unknown) => error);
    expect(fault).to.be.instanceOf(DependencyUnavailableError);
    expect(performance.now() - startedMs).to.be.within(TIMEOUT_MS - 50, 5 * TIMEOUT_MS);
  });

  for (const [what, said] of Object.entries({
    'is not JSON': { status: 200, text: '<html>' },
    'holds no bookings': { status: 200, text: '{}' },
    'is a refusal': { status: 400, text: '{}' },
  })) {
    it(`takes an answer that ${what} for none`, async () => {
      answer = () => said;
      const fault = await known.find('b-1').catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(DependencyUnavailableError);
    });
  }
});
