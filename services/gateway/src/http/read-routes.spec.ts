import { expect } from 'chai';
import { aBooking, aLedgerBooking, inDays } from '../testing/bookings.ts';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

describe('the routes that read', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  before(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({}, edges);
  });
  after(() => gateway.stop());
  afterEach(() => {
    edges.known.isAway = false;
    edges.claims.isAway = false;
    edges.availabilities.isAway = false;
  });

  const codeOf = async (path: string, init?: RequestInit) => {
    const { status, body } = await gateway.request(path, init);
    return [status, body.code];
  };

  describe('GET /api/v1/bookings/{id}', () => {
    it("200: the ledger's document with its names, id and links, the amount as the ledger writes it", async () => {
      const request = aBooking({ amount: '5000.00' });
      edges.known.bookings.set(request.bookingId, aLedgerBooking(request));
      const self = `/api/v1/bookings/${request.bookingId}`;
      const response = await fetch(gateway.origin + self);
      const text = await response.text();
      expect(response.status).to.equal(200);
      expect(response.headers.get('cache-control')).to.equal('no-store');
      expect(text).to.include('"amount":5000.00,');
      const { _id, ...rest } = aLedgerBooking(request);
      expect(JSON.parse(text)).to.deep.equal({
        bookingId: _id,
        ...rest,
        payment: { ...rest.payment, amount: 5000 },
        links: { self, events: `${self}/events` },
      });
    });

    it('200 PENDING: accepted, and the ledger does not have it yet', async () => {
      const request = aBooking();
      await gateway.book(request);
      const { status, body } = await gateway.request(`/api/v1/bookings/${request.bookingId}`);
      expect(status).to.equal(200);
      expect(body).to.deep.include({ bookingId: request.bookingId, status: 'PENDING' });
      expect(body.links.self).to.equal(`/api/v1/bookings/${request.bookingId}`);
    });

    it('404 booking_not_found: never heard of', async () => {
      expect(await codeOf('/api/v1/bookings/b-unknown')).to.deep.equal([404, 'booking_not_found']);
    });

    it('404 booking_not_found: claimed, but not accepted', async () => {
      const claim = {
        bookingId: 'b-claimed',
        key: 'k',
        fingerprint: 'f',
        token: 't',
        state: 'in_progress' as const,
      };
      await edges.claims.take(claim, 60_000);
      expect(await codeOf('/api/v1/bookings/b-claimed')).to.deep.equal([404, 'booking_not_found']);
    });

    it('400 invalid_request: an id that no booking can have', async () => {
      expect(await codeOf('/api/v1/bookings/a%20b')).to.deep.equal([400, 'invalid_request']);
    });

    it('400 invalid_request: a path that cannot be decoded', async () => {
      expect(await codeOf('/api/v1/bookings/%ZZ')).to.deep.equal([400, 'invalid_request']);
    });

    it('503 ledger_unavailable', async () => {
      edges.known.isAway = true;
      expect(await codeOf('/api/v1/bookings/b-1')).to.deep.equal([503, 'ledger_unavailable']);
    });

    it('503 redis_unavailable: the ledger does not have it, and the claims cannot be asked', async () => {
      edges.claims.isAway = true;
      expect(await codeOf('/api/v1/bookings/b-1')).to.deep.equal([503, 'redis_unavailable']);
    });
  });

  describe('GET /api/v1/properties/{id}/availability', () => {
    const path = (query: string, id = 'prop-1') => `/api/v1/properties/${id}/availability?${query}`;
    before(() => edges.availabilities.capacities.set('prop-1', 7));

    it('200: free rooms for each night', async () => {
      const { status, body } = await gateway.request(path('from=2026-12-30&to=2027-01-02'));
      expect(status).to.equal(200);
      expect(body).to.deep.equal({
        propertyId: 'prop-1',
        capacity: 7,
        nights: [
          { date: '2026-12-30', free: 7 },
          { date: '2026-12-31', free: 7 },
          { date: '2027-01-01', free: 7 },
        ],
      });
    });

    it('404 property_not_found', async () => {
      const unknown = path('from=2026-12-30&to=2027-01-02', 'prop-2');
      expect(await codeOf(unknown)).to.deep.equal([404, 'property_not_found']);
    });

    it('503 inventory_unavailable', async () => {
      edges.availabilities.isAway = true;
      expect(await codeOf(path('from=2026-12-30&to=2027-01-02'))).to.deep.equal([
        503,
        'inventory_unavailable',
      ]);
    });

    const refused: [string, string, string[]][] = [
      ['nothing asked', '', ['from', 'to']],
      ['no real day', 'from=2027-02-30&to=2027-03-02', ['from']],
      ['no night', 'from=2027-01-02&to=2027-01-02', ['to']],
      ['401 nights', `from=${inDays(0)}&to=${inDays(401)}`, ['to']],
      ['a parameter twice', 'from=2027-01-01&from=2027-01-01&to=2027-01-02', ['from']],
    ];
    for (const [what, query, fields] of refused) {
      it(`400 invalid_request: ${what}`, async () => {
        const { status, body } = await gateway.request(path(query));
        expect([status, body.code]).to.deep.equal([400, 'invalid_request']);
        expect(body.errors.map(({ field }: { field: string }) => field)).to.deep.equal(fields);
      });
    }

    it('400 invalid_request: faults of path and query together', async () => {
      const { body } = await gateway.request(path('from=x&to=2027-01-02', '-'));
      expect(body.errors.map(({ field }: { field: string }) => field)).to.deep.equal(['propertyId', 'from']);
    });
  });

  describe('what is not there', () => {
    it('404 route_not_found', async () => {
      for (const path of [
        '/',
        '/api/v1',
        '/api/v1/bookings/b-1/more',
        '/docs/index.html',
        '/api/v2/bookings',
      ]) {
        expect(await codeOf(path)).to.deep.equal([404, 'route_not_found']);
      }
    });

    const methods: [string, string, string][] = [
      ['GET', '/api/v1/bookings', 'POST'],
      ['PUT', '/api/v1/bookings/b-1', 'GET, HEAD'],
      ['DELETE', '/api/v1/bookings/b-1/events', 'GET, HEAD'],
      ['DELETE', '/api/v1/bookings/b-1/cancellation', 'POST'],
      ['POST', '/api/v1/properties/p/availability', 'GET, HEAD'],
      ['POST', '/openapi.json', 'GET, HEAD'],
    ];
    for (const [method, path, allow] of methods) {
      it(`405 method_not_allowed: ${method} ${path}`, async () => {
        const { status, headers, body } = await gateway.request(path, { method });
        expect([status, body.code, headers.get('allow')]).to.deep.equal([405, 'method_not_allowed', allow]);
      });
    }
  });
});
