import type { AddressInfo } from 'node:net';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { type Listener, listen } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import type { Instance } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { propertiesApi } from './properties-api.ts';

/** The parts of the answers that these tests look at. */
interface Body {
  readonly code?: string;
  readonly errors: readonly { readonly field: string }[];
  readonly properties?: unknown;
  readonly nights?: unknown;
  readonly next?: string | null;
}

const fieldsOf = ({ errors }: Body) => errors.map(({ field }) => field);
const range = (from: string, to: string) => `?from=${from}&to=${to}`;

describe('the HTTP API of the inventory', () => {
  let inventory: Instance;
  let counters: ReturnType<typeof memoryServers>['counters'];
  let listener: Listener;

  beforeEach(async () => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
    listener = await listen(propertiesApi(inventory.edges), { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => listener.close());

  async function call(method: string, path: string, body?: unknown) {
    const { port } = listener.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      retryAfter: response.headers.get('retry-after'),

      body: (await response.json()) as Body,
    };
  }

  describe('PUT /properties/{id}', () => {
    it('creates a property and changes its capacity', async () => {
      for (const capacity of [5, 9, 9]) {
        const answer = await call('PUT', '/properties/hotel', { capacity });
        expect(answer).to.deep.include({ status: 200, body: { id: 'hotel', capacity } });
      }
      expect((await call('GET', '/properties')).body.properties).to.deep.equal([
        { id: 'hotel', capacity: 9, buckets: 1 },
      ]);
    });

    it('splits a property into buckets, and leaves it split when only the capacity is given', async () => {
      await call('PUT', '/properties/hotel', { capacity: 9, buckets: 3 });
      await call('PUT', '/properties/hotel', { capacity: 12 });
      expect((await call('GET', '/properties')).body.properties).to.deep.equal([
        { id: 'hotel', capacity: 12, buckets: 3 },
      ]);
    });

    it('refuses a capacity below what is sold, names the nights and changes nothing', async () => {
      await inventory.open('hotel', 2);
      await inventory.deliver(initiated(factsFor('hotel')), initiated(factsFor('hotel')));
      const answer = await call('PUT', '/properties/hotel', { capacity: 1 });
      expect(answer).to.include({ status: 409 });
      expect(answer.type).to.contain('application/problem+json');
      expect(answer.body).to.deep.include({
        code: 'capacity_below_sold',
        oversold: [{ propertyId: 'hotel', nights: ['2026-06-10', '2026-06-11'], nightsInAll: 2 }],
      });
      expect((await call('GET', '/properties')).body.properties).to.deep.equal([
        { id: 'hotel', capacity: 2, buckets: 1 },
      ]);
    });

    it('refuses what is not valid with every fault', async () => {
      const wrong = [
        ['/properties/-x', { capacity: 1 }, ['id']],
        ['/properties/hotel', { capacity: -1 }, ['capacity']],
        ['/properties/hotel', { capacity: 1.5 }, ['capacity']],
        ['/properties/hotel', { capacity: '7' }, ['capacity']],
        ['/properties/hotel', {}, ['capacity']],
        ['/properties/hotel', { capacity: 9, buckets: 0 }, ['buckets']],
        ['/properties/hotel', { capacity: 99, buckets: 65 }, ['buckets']],
        ['/properties/hotel', { capacity: 2, buckets: 3 }, ['buckets']],
        ['/properties', { properties: [] }, ['properties']],
        [
          '/properties',
          {
            properties: [
              { id: 'a', capacity: -1 },
              { id: '', capacity: 1 },
            ],
          },
          ['properties.0.capacity', 'properties.1.id'],
        ],
        [
          '/properties',
          {
            properties: [
              { id: 'a', capacity: 1 },
              { id: 'a', capacity: 2 },
            ],
          },
          ['properties'],
        ],
      ] as const;
      for (const [path, body, fields] of wrong) {
        const answer = await call('PUT', path, body);
        expect(answer.status, path + JSON.stringify(body)).to.equal(400);
        expect(fieldsOf(answer.body)).to.deep.equal(fields);
      }
    });

    it('refuses JSON that cannot be read, or is too large', async () => {
      expect(await call('PUT', '/properties/hotel', '{"capacity":')).to.include({ status: 400 });
      const large = JSON.stringify({ properties: 'x'.repeat(300_000) });
      expect((await call('PUT', '/properties', large)).body).to.include({
        status: 413,
        code: 'body_too_large',
      });
    });
  });

  it('PUT /properties sets many, all or none', async () => {
    await inventory.open('b', 1);
    await inventory.deliver(initiated(factsFor('b')));
    const properties = [
      { id: 'a', capacity: 3, buckets: 3 },
      { id: 'b', capacity: 4, buckets: 1 },
    ];
    expect(await call('PUT', '/properties', { properties })).to.deep.include({
      status: 200,
      body: { properties },
    });
    const refused = [
      { id: 'a', capacity: 7 },
      { id: 'b', capacity: 0 },
    ];
    expect((await call('PUT', '/properties', { properties: refused })).status).to.equal(409);
    expect((await call('GET', '/properties')).body).to.deep.equal({ properties, next: null });
  });

  it('GET /properties gives pages', async () => {
    for (const id of ['a', 'b', 'c']) await inventory.open(id, 1);
    const first = (await call('GET', '/properties?limit=2')).body;
    expect(first).to.deep.equal({
      properties: [
        { id: 'a', capacity: 1, buckets: 1 },
        { id: 'b', capacity: 1, buckets: 1 },
      ],
      next: 'b',
    });
    const second = (await call('GET', `/properties?limit=2&after=${first.next}`)).body;
    expect(second).to.deep.equal({ properties: [{ id: 'c', capacity: 1, buckets: 1 }], next: null });
  });

  describe('GET /properties/{id}/availability', () => {
    const path = '/properties/hotel/availability';
    const free = (...rooms: number[]) =>
      rooms.map((count, index) => ({ date: `2026-06-${String(9 + index).padStart(2, '0')}`, free: count }));

    beforeEach(async () => {
      await inventory.open('hotel', 3);
      await inventory.deliver(initiated(factsFor('hotel')));
    });

    it('shows the free rooms of each night; the last day given is not a night', async () => {
      expect((await call('GET', path + range('2026-06-09', '2026-06-13'))).body).to.deep.equal({
        propertyId: 'hotel',
        capacity: 3,
        nights: free(3, 2, 2, 3),
      });
    });

    it('follows a change of capacity at once', async () => {
      await call('PUT', '/properties/hotel', { capacity: 8 });
      expect((await call('GET', path + range('2026-06-09', '2026-06-11'))).body.nights).to.deep.equal(
        free(8, 7),
      );
    });

    it('comes from the journal while Redis is away', async () => {
      counters.read = async () => {
        throw new DependencyUnavailableError('redis', new Error('connection refused'));
      };
      const answer = await call('GET', path + range('2026-06-09', '2026-06-12'));
      expect(answer.body).to.deep.equal({ propertyId: 'hotel', capacity: 3, nights: free(3, 2, 2) });
    });

    it('hides no other fault behind the journal', async () => {
      counters.read = async () => {
        throw new TypeError('a mistake of our own');
      };
      expect(await call('GET', path + range('2026-06-09', '2026-06-12'))).to.include({ status: 500 });
    });

    it('is 503 with a time to come back while Mongo is away', async () => {
      inventory.edges.properties.find = async () => {
        throw new DependencyUnavailableError('mongo', new Error('connection refused'));
      };
      const answer = await call('GET', path + range('2026-06-09', '2026-06-12'));
      expect(answer).to.include({ status: 503, retryAfter: '1' });
      expect(answer.body).to.include({ code: 'mongo_unavailable' });
    });

    it('is 404 for a property that does not exist', async () => {
      const answer = await call(
        'GET',
        `/properties/nowhere/availability${range('2026-06-09', '2026-06-12')}`,
      );
      expect(answer.status).to.equal(404);
      expect(answer.body).to.include({ code: 'unknown_property' });
    });

    it('is refused for a range that is none, or too long', async () => {
      const wrong = [
        ['', ['from', 'to']],
        [range('2026-06-09', '2026-06-09'), ['to']],
        [range('2026-06-09', '2026-06-01'), ['to']],
        [range('2026-02-30', 'soon'), ['from', 'to']],
        [range('2026-01-01', '2027-02-06'), ['to']],
      ] as const;
      for (const [query, fields] of wrong) {
        const answer = await call('GET', path + query);
        expect(answer.status, query).to.equal(400);
        expect(fieldsOf(answer.body), query).to.deep.equal(fields);
      }
      expect((await call('GET', path + range('2026-01-01', '2027-02-05'))).body.nights).to.have.length(400);
    });
  });

  it('answers 404 elsewhere', async () => {
    expect(await call('GET', '/rooms')).to.include({ status: 404 });
  });
});
