import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { LedgerBooking } from '../domain/known-booking.ts';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

interface Received {
  readonly event: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: data of many shapes
  readonly data: any;
}

/** The events in a stream's text so far. */
function eventsIn(text: string): Received[] {
  return text.split('\n\n').flatMap((block) => {
    const field = (name: string) => block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
    const event = field('event');
    return event ? [{ event, id: field('id') ?? '', data: JSON.parse(field('data') ?? 'null') }] : [];
  });
}

const entry = (action: string, second: number) => ({
  action,
  timestamp: `2026-11-22T10:00:0${second}.000Z`,
});
const received = entry('RECEIVED', 0);
const reserved = entry('INVENTORY_RESERVED', 1);
const paid = entry('PAYMENT_SUCCESS', 2);

describe('GET /api/v1/bookings/{id}/events', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  beforeEach(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({ MAX_WATCHERS: '2', HEARTBEAT_MS: '100' }, edges);
  });
  afterEach(() => gateway.stop());

  const pathOf = (bookingId: string) => `/api/v1/bookings/${bookingId}/events`;
  const write = (
    bookingId: string,
    status: LedgerBooking['status'],
    ...auditLog: LedgerBooking['auditLog']
  ) => edges.known.bookings.set(bookingId, { ...aLedgerBooking(aBooking({ bookingId })), status, auditLog });
  /** Opens a stream and collects its text until it ends. */
  const open = async (bookingId: string, headers: Record<string, string> = {}) => {
    const abort = new AbortController();
    const response = await fetch(gateway.origin + pathOf(bookingId), { headers, signal: abort.signal });
    const stream = { response, text: '', ended: Promise.resolve(), abort: () => abort.abort() };
    stream.ended = (async () => {
      for await (const chunk of response.body ?? []) stream.text += new TextDecoder().decode(chunk);
    })();
    stream.ended.catch(() => undefined);
    return stream;
  };

  it('tells each step as it happens, then the outcome, and ends', async () => {
    write('b-1', 'PENDING', received);
    const stream = await open('b-1');
    expect(stream.response.headers.get('content-type')).to.equal('text/event-stream');
    await eventually(() => expect(eventsIn(stream.text)).to.have.length(1));
    write('b-1', 'RESERVED', received, reserved);
    await eventually(() => expect(eventsIn(stream.text)).to.have.length(2));
    write('b-1', 'CONFIRMED', received, reserved, paid);
    await stream.ended;
    const told = eventsIn(stream.text);
    expect(told.map(({ event }) => event)).to.deep.equal(['step', 'step', 'step', 'outcome']);
    expect(told[1]?.data).to.deep.equal(reserved);
    expect(told[3]?.data).to.deep.equal({ bookingId: 'b-1', status: 'CONFIRMED' });
    expect(stream.text).to.match(/^retry: \d+$/m);
  });

  it('follows a confirmed booking that is being cancelled to its end', async () => {
    const asked = { ...entry('CANCELLATION_REQUESTED', 3), reason: 'plans changed' };
    write('b-1', 'CONFIRMED', received, reserved, paid, asked);
    const stream = await open('b-1');
    await eventually(() => expect(eventsIn(stream.text)).to.have.length(4));
    const refunded = { ...entry('PAYMENT_REFUNDED', 4), reason: 'CANCELLED' };
    write('b-1', 'CANCELLED', received, reserved, paid, asked, refunded);
    await stream.ended;
    const told = eventsIn(stream.text);
    expect(told.map(({ event }) => event)).to.deep.equal([...Array(5).fill('step'), 'outcome']);
    expect(told.at(-1)?.data).to.deep.equal({ bookingId: 'b-1', status: 'CANCELLED', reason: 'CANCELLED' });
  });

  it('starts before the ledger has heard of an accepted booking', async () => {
    const request = aBooking();
    await gateway.book(request);
    const stream = await open(request.bookingId);
    expect(stream.response.status).to.equal(200);
    write(request.bookingId, 'FAILED', received, { ...entry('INVENTORY_REJECTED', 1), reason: 'SOLD_OUT' });
    await stream.ended;
    expect(eventsIn(stream.text).at(-1)?.data).to.include({ status: 'FAILED', reason: 'SOLD_OUT' });
  });

  it('goes on after Last-Event-ID at another instance', async () => {
    write('b-1', 'RESERVED', received, reserved);
    const first = await open('b-1');
    await eventually(() => expect(eventsIn(first.text)).to.have.length(2));
    first.abort();
    write('b-1', 'CONFIRMED', received, reserved, paid);
    const other = await GatewayUnderTest.start({}, edges);
    try {
      const headers = { 'Last-Event-ID': eventsIn(first.text)[1]?.id ?? '' };
      const response = await fetch(other.origin + pathOf('b-1'), { headers });
      const told = eventsIn(await response.text());
      expect(told.map(({ event, data }) => data.action ?? event)).to.deep.equal([
        'PAYMENT_SUCCESS',
        'outcome',
      ]);
    } finally {
      await other.stop();
    }
  });

  it('204: the outcome was told before', async () => {
    write('b-1', 'CONFIRMED', received, reserved, paid);
    const stream = await open('b-1');
    await stream.ended;
    const headers = { 'Last-Event-ID': eventsIn(stream.text).at(-1)?.id ?? '' };
    expect((await gateway.request(pathOf('b-1'), { headers })).status).to.equal(204);
  });

  it('goes on through a time in which the ledger is away', async () => {
    write('b-1', 'PENDING', received);
    const stream = await open('b-1');
    edges.known.isAway = true;
    await sleep(100);
    edges.known.isAway = false;
    write('b-1', 'CONFIRMED', received, reserved, paid);
    await stream.ended;
    expect(eventsIn(stream.text)).to.have.length(4);
  });

  it('sends comments while nothing happens', async () => {
    write('b-1', 'PENDING', received);
    const stream = await open('b-1');
    await eventually(() => expect(stream.text).to.include(': still here'));
    stream.abort();
  });

  it('ends when the service stops, so that the client goes elsewhere', async () => {
    write('b-1', 'PENDING', received);
    const stream = await open('b-1');
    await gateway.stop();
    await stream.ended;
    gateway = await GatewayUnderTest.start({}, edges);
  });

  it('answers HEAD without staying open', async () => {
    write('b-1', 'PENDING', received);
    expect((await gateway.request(pathOf('b-1'), { method: 'HEAD' })).status).to.equal(200);
  });

  it('404 booking_not_found', async () => {
    const { status, body } = await gateway.request(pathOf('b-unknown'));
    expect([status, body.code]).to.deep.equal([404, 'booking_not_found']);
  });

  it('400 invalid_request', async () => {
    expect((await gateway.request(pathOf('-'))).body.code).to.equal('invalid_request');
  });

  it('503 ledger_unavailable', async () => {
    edges.known.isAway = true;
    expect((await gateway.request(pathOf('b-1'))).body.code).to.equal('ledger_unavailable');
  });

  it('503 redis_unavailable', async () => {
    edges.claims.isAway = true;
    expect((await gateway.request(pathOf('b-1'))).body.code).to.equal('redis_unavailable');
  });

  it('503 too_many_watchers, and room again when one has left', async () => {
    write('b-1', 'PENDING', received);
    const streams = [await open('b-1'), await open('b-1')];
    const { status, headers, body } = await gateway.request(pathOf('b-1'));
    expect([status, body.code]).to.deep.equal([503, 'too_many_watchers']);
    expect(headers.get('retry-after')).to.be.a('string');
    streams[0]?.abort();
    await eventually(async () => {
      const again = await open('b-1');
      again.abort();
      expect(again.response.status).to.equal(200);
    });
    streams[1]?.abort();
  });
});
