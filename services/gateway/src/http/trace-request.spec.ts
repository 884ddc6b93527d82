import { type FinishedSpan, parseTraceparent, recordingTracer } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { aBooking, bodyOf } from '../testing/bookings.ts';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const caller = `00-${traceId}-00f067aa0ba902b7-01`;

describe('the trace of a request', () => {
  const spans: FinishedSpan[] = [];
  let edges: MemoryEdges;
  let gateway: GatewayUnderTest;
  const start = async (env: Record<string, string> = {}) => {
    spans.splice(0);
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start(
      env,
      edges,
      recordingTracer((span) => spans.push(span)),
    );
  };
  afterEach(() => gateway.stop());
  const published = () => parseTraceparent(edges.requests.published[0]?.headers.traceparent);
  const heard = () => eventually(() => expect(spans).to.have.length(1));

  it('the request is a step below its caller, and its event one below that', async () => {
    await start();
    const booking = aBooking();
    await gateway.post(bodyOf(booking), { traceparent: caller });
    await heard();
    expect(spans[0]).to.include({ name: 'POST /api/v1/bookings', kind: 'server', parent: caller });
    expect(spans[0]?.attributes).to.deep.equal({
      'http.request.method': 'POST',
      'http.route': '/api/v1/bookings',
      'http.response.status_code': 202,
      bookingId: booking.bookingId,
    });
    expect(edges.requests.published[0]?.parent).to.equal(spans[0]?.traceparent);
    expect(published()).to.include({ traceId, sampled: true });
  });

  it('a caller that does not want it recorded is heard: the event says so', async () => {
    await start();
    const { headers } = await gateway.post(bodyOf(aBooking()), { traceparent: caller.replace(/1$/, '0') });
    expect(published()).to.include({ traceId, sampled: false });
    expect(headers.get('traceparent')).to.match(/-00$/);
    expect(spans).to.deep.equal([]);
  });

  for (const bad of ['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `ff${caller.slice(2)}`]) {
    it(`a context such as ${bad.slice(0, 12)} counts for nothing: a new trace begins`, async () => {
      await start();
      await gateway.post(bodyOf(aBooking()), { traceparent: bad });
      await heard();
      expect(published()?.traceId)
        .to.match(/^(?!0{32})[0-9a-f]{32}$/)
        .and.not.equal(traceId);
      expect(parseTraceparent(spans[0]?.traceparent)?.traceId).to.equal(published()?.traceId);
    });
  }

  for (const path of ['', '/events']) {
    it(`GET of a booking${path}: a step below its caller, and the ledger is asked in it`, async () => {
      await start();
      const { body } = await gateway.request(`/api/v1/bookings/b-1${path}`, {
        headers: { traceparent: caller },
      });
      expect(body.code).to.equal('booking_not_found');
      await heard();
      const name = `GET /api/v1/bookings/:bookingId${path}`;
      expect(spans[0]).to.include({ name, kind: 'server', parent: caller });
      expect(spans[0]?.attributes).to.include({ 'http.response.status_code': 404, bookingId: 'b-1' });
      expect(edges.known.causes).to.deep.equal([spans[0]?.traceparent]);
    });
  }

  it('GET of free rooms: a step below its caller, and the inventory is asked in it', async () => {
    await start();
    const path = '/api/v1/properties/prop-1/availability?from=2026-12-30&to=2027-01-02';
    await gateway.request(path, { headers: { traceparent: caller } });
    await heard();
    expect(spans[0]).to.include({ kind: 'server', parent: caller });
    expect(spans[0]?.name).to.equal('GET /api/v1/properties/:propertyId/availability');
    expect(edges.availabilities.causes).to.deep.equal([spans[0]?.traceparent]);
  });

  it('without a recorder the trace goes on to the ledger all the same', async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({}, edges);
    await gateway.request('/api/v1/bookings/b-1', { headers: { traceparent: caller } });
    expect(parseTraceparent(edges.known.causes[0])?.traceId).to.equal(traceId);
  });

  it('a request that cannot be read has its trace, too', async () => {
    await start();
    await gateway.post('{', { traceparent: caller });
    await heard();
    expect(spans[0]?.attributes).to.include({ 'http.response.status_code': 400 });
    expect(spans[0]?.attributes).not.to.have.property('bookingId');
  });

  it('of the traces that begin here, the share of the setting is recorded', async () => {
    await start({ OTEL_TRACES_SAMPLER_ARG: '0' });
    await gateway.post(bodyOf(aBooking()));
    expect(published()?.sampled).to.equal(false);
    await gateway.post(bodyOf(aBooking()), { traceparent: caller });
    await heard();
  });
});
