import { setBehaviour } from '@wanderluxe/infra/demo';
import { newTraceId } from '@wanderluxe/schemas';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type BookingRequest, bookingWithStatus, newBooking, postBooking } from './harness/client.ts';
import { type Engine, type ServiceName, sharedEngine } from './harness/engine.ts';
import { type CollectedSpan, type OtlpCollector, startOtlpCollector } from './harness/otlp-collector.ts';
import { newProperty } from './harness/rooms.ts';

const WITHIN = { withinMs: 30_000 };
const SERVICES: readonly ServiceName[] = ['gateway', 'inventory', 'payment', 'booking-ledger'];
const CLIENT_SPAN = '00f067aa0ba902b7';

describe('a booking’s trace, received by a collector', function tracing() {
  this.timeout(300_000);
  let engine: Engine;
  let collector: OtlpCollector;

  const restartAll = async (settings: Readonly<Record<string, string>> = {}) => {
    for (const name of SERVICES) await engine.start(name, settings);
  };
  before(async () => {
    engine = await sharedEngine();
    collector = await startOtlpCollector();
    await restartAll({
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, UNKNOWN_FIRST_DELAY_MS: '200' },
      BANK_TIMEOUT_MS: '1000',
    });
  });
  after(async () => {
    collector?.close();
    if (engine) await restartAll();
  });
  afterEach(() => setBehaviour(engine.bankUrl, {}));

  async function book(flags: '00' | '01'): Promise<{ booking: BookingRequest; traceId: string }> {
    const booking = newBooking(await newProperty(engine, 3));
    const traceId = newTraceId();
    const traceparent = `00-${traceId}-${CLIENT_SPAN}-${flags}`;
    expect((await postBooking(engine.gatewayUrl, booking, { traceparent })).status).to.equal(202);
    return { booking, traceId };
  }

  /** The way from the client to the span: service and name of each step. */
  function wayTo(spans: readonly CollectedSpan[], service: string, name: string): string[] {
    const way: string[] = [];
    let at = spans.find((span) => span.service === service && span.name === name);
    expect(at, `${service}: ${name}`).not.to.equal(undefined);
    while (at) {
      way.unshift(`${at.service}: ${at.name}`);
      const { parentSpanId }: CollectedSpan = at;
      if (parentSpanId === CLIENT_SPAN) return ['client', ...way];
      at = spans.find(({ spanId }) => spanId === parentSpanId);
    }
    return way;
  }

  const REQUEST = ['client', 'gateway: POST /api/v1/bookings', 'gateway: send booking.requests'];
  const RESERVED = ['inventory: process booking.requests', 'inventory: create inventory.reserved'];
  const CHARGING = [...REQUEST, ...RESERVED, 'payment: process inventory.reserved'];

  it('leads from the HTTP call through all four services to the outcome, without a gap', async () => {
    const { booking, traceId } = await book('01');
    await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
    await eventually(() => {
      const spans = collector.spansOf(traceId);
      expect(wayTo(spans, 'payment', 'bank charge')).to.deep.equal([...CHARGING, 'payment: bank charge']);
      const captured = [...CHARGING, 'payment: create payment.captured'];
      for (const [service, name] of [
        ['inventory', 'process payment.captured'],
        ['payment', 'send payment.captured'],
      ] as const)
        expect(wayTo(spans, service, name)).to.deep.equal([...captured, `${service}: ${name}`]);
      expect(wayTo(spans, 'booking-ledger', 'send booking.outcomes')).to.deep.equal([
        ...[...captured, 'booking-ledger: process payment.captured'],
        ...['booking-ledger: create booking.outcomes', 'booking-ledger: send booking.outcomes'],
      ]);
      expect(wayTo(spans, 'booking-ledger', 'process booking.requests')).to.deep.equal([
        ...[...REQUEST, 'booking-ledger: process booking.requests'],
      ]);
      for (const span of spans)
        expect(wayTo(spans, span.service, span.name)[0], `${span.service}: ${span.name}`).to.equal('client');
      const about = spans.filter(({ name }) => /^(POST|process|create)/.test(name));
      for (const { attributes } of about) expect(attributes.bookingId).to.equal(booking.bookingId);
    }, WITHIN);
  });

  it('leads through the job that asks the bank again', async () => {
    await setBehaviour(engine.bankUrl, { resetShare: 1 });
    const { booking, traceId } = await book('01');
    await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
    await eventually(() => {
      const spans = collector.spansOf(traceId);
      const job = [...CHARGING, 'payment: job inquiry'];
      expect(wayTo(spans, 'payment', 'bank look-up')).to.deep.equal([...job, 'payment: bank look-up']);
      expect(wayTo(spans, 'inventory', 'process payment.captured')).to.deep.equal([
        ...[...job, 'payment: create payment.captured', 'inventory: process payment.captured'],
      ]);
    }, WITHIN);
  });

  it('leads from a read to whoever is asked for it', async () => {
    const { booking } = await book('01');
    const traceId = newTraceId();
    const headers = { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` };
    const nights = `from=${booking.checkInDate}&to=${booking.checkOutDate}`;
    for (const path of [
      `bookings/${booking.bookingId}`,
      `properties/${booking.propertyId}/availability?${nights}`,
    ])
      expect((await fetch(`${engine.gatewayUrl}/api/v1/${path}`, { headers })).status).to.equal(200);
    await eventually(() => {
      const spans = collector.spansOf(traceId);
      expect(wayTo(spans, 'booking-ledger', 'POST /bookings/lookup')).to.deep.equal([
        ...['client', 'gateway: GET /api/v1/bookings/:bookingId', 'gateway: booking-ledger look-up'],
        'booking-ledger: POST /bookings/lookup',
      ]);
      expect(wayTo(spans, 'inventory', 'GET /properties/:id/availability')).to.deep.equal([
        ...['client', 'gateway: GET /api/v1/properties/:propertyId/availability'],
        ...['gateway: inventory availability', 'inventory: GET /properties/:id/availability'],
      ]);
    }, WITHIN);
  });

  it('is not sent when the client does not want it recorded', async () => {
    const quiet = await book('00');
    await bookingWithStatus(engine.gatewayUrl, quiet.booking.bookingId, 'CONFIRMED');
    const loud = await book('01');
    await bookingWithStatus(engine.gatewayUrl, loud.booking.bookingId, 'CONFIRMED');
    await eventually(
      () => wayTo(collector.spansOf(loud.traceId), 'booking-ledger', 'send booking.outcomes'),
      WITHIN,
    );
    expect(collector.spansOf(quiet.traceId)).to.deep.equal([]);
  });
});
