import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { type Listener, listen } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { MemoryBookings } from '../adapters/memory-bookings.ts';
import { fold } from '../domain/fold.ts';
import { eventOn } from '../fixtures.ts';
import { readApi } from './read-api.ts';

const unexpected: unknown[] = [];
const bookings = new MemoryBookings();
let listener: Listener;

const call = async (path: string, init?: RequestInit) => {
  const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
};

const lookup = (body: unknown, type = 'application/json') =>
  call('/bookings/lookup', {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function add(bookingId: string, propertyId = 'prop-1', currency = 'USD') {
  const payload = { bookingId, propertyId, currency };
  const topics = ['booking.requests', 'inventory.reserved', 'payment.captured'] as const;
  const [first, ...rest] = topics.map((topic) => eventOn(topic, { payload }));
  const after = fold(undefined, [first as never, ...rest]);
  await new MemoryUnitOfWork().run((tx) => bookings.save(tx, [{ before: undefined, after }]));
}

describe('the read API', () => {
  before(async () => {
    for (const id of ['b-1', 'b-2', 'b-3']) await add(id);
    await add('yen', 'prop-2', 'JPY');
    const app = readApi({ bookings, onUnexpected: (error) => unexpected.push(error) });
    listener = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  after(() => listener.close());

  describe('GET /bookings/{id}', () => {
    it("200: the specification's document, to the letter", async () => {
      const { status, headers, text } = await call('/bookings/b-1');
      expect(status).to.equal(200);
      expect(headers.get('content-type')).to.equal('application/json; charset=utf-8');
      expect(text).to.equal(
        '{"_id":"b-1","userId":"user-1","propertyId":"prop-1","status":"CONFIRMED",' +
          '"payment":{"amount":5000.00,"currency":"USD","transactionId":"tx-1","status":"CAPTURED"},' +
          '"auditLog":[{"action":"RECEIVED","timestamp":"2026-01-01T00:00:00.000Z"},' +
          '{"action":"INVENTORY_RESERVED","timestamp":"2026-01-01T00:00:01.000Z"},' +
          '{"action":"PAYMENT_SUCCESS","timestamp":"2026-01-01T00:00:04.000Z"}],' +
          '"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:04.000Z","version":3}',
      );
    });

    it('200: no decimals where the currency has none', async () => {
      expect((await call('/bookings/yen')).text).to.contain('"amount":5000,"currency":"JPY"');
    });

    it('404: a booking that is not there', async () => {
      const { status, headers, body } = await call('/bookings/none');
      expect(status).to.equal(404);
      expect(headers.get('content-type')).to.contain('application/problem+json');
      expect(body).to.include({ status: 404, code: 'unknown_booking' });
    });
  });

  describe('POST /bookings/lookup', () => {
    it('200: those that exist', async () => {
      const { status, body } = await lookup({ ids: ['b-2', 'none', 'b-1'] });
      expect(status).to.equal(200);
      expect(body.bookings.map(({ _id }: { _id: string }) => _id)).to.have.members(['b-1', 'b-2']);
    });

    it('200: a thousand of the longest ids fit', async () => {
      const ids = Array.from({ length: 1_000 }, (_, index) => `b${index}`.padEnd(64, 'x'));
      expect(await lookup({ ids })).to.deep.include({ status: 200, body: { bookings: [] } });
    });

    const refusals: [name: string, body: unknown, status: number, code: string, fields?: string[]][] = [
      [
        'too many ids',
        { ids: Array.from({ length: 1_001 }, (_, n) => `b${n}`) },
        400,
        'invalid_request',
        ['ids'],
      ],
      ['every malformed id is named', { ids: ['ok', '-no', ''] }, 400, 'invalid_request', ['ids.1', 'ids.2']],
      ['an unknown field', { ids: [], more: 1 }, 400, 'invalid_request', ['']],
      ['not an object', [], 400, 'invalid_request', ['']],
      ['not JSON', '{"ids":', 400, 'unreadable_request'],
      ['too large', { ids: ['x'.repeat(140_000)] }, 413, 'body_too_large'],
    ];
    for (const [name, body, status, code, fields] of refusals) {
      it(`${status}: ${name}`, async () => {
        const answer = await lookup(body);
        expect(answer.status).to.equal(status);
        expect(answer.body.code).to.equal(code);
        expect(answer.body.errors?.map(({ field }: { field: string }) => field)).to.deep.equal(fields);
      });
    }

    it('400: another content type', async () => {
      expect((await lookup('ids=b-1', 'application/x-www-form-urlencoded')).status).to.equal(400);
    });
  });

  describe('GET /bookings', () => {
    const idsOf = (body: { bookings: { _id: string }[] }) => body.bookings.map(({ _id }) => _id);

    it('200: pages of a property in the order of their ids', async () => {
      const first = await call('/bookings?propertyId=prop-1&limit=2');
      expect(first.status).to.equal(200);
      expect([idsOf(first.body), first.body.next]).to.deep.equal([['b-1', 'b-2'], 'b-2']);
      const last = await call(`/bookings?propertyId=prop-1&limit=2&after=${first.body.next}`);
      expect([idsOf(last.body), last.body.next]).to.deep.equal([['b-3'], null]);
    });

    it('200: a page that is exactly full is the last', async () => {
      expect((await call('/bookings?propertyId=prop-1&limit=3')).body.next).to.equal(null);
    });

    it('200: by status, of all properties', async () => {
      expect(idsOf((await call('/bookings?status=CONFIRMED')).body)).to.have.length(4);
      expect((await call('/bookings?status=FAILED')).body).to.deep.equal({ bookings: [], next: null });
    });

    it('400: every bad parameter is named', async () => {
      const { status, body } = await call('/bookings?propertyId=-&status=PAID&limit=0&after=%20&order=up');
      expect(status).to.equal(400);
      const fields = body.errors.map(({ field }: { field: string }) => field);
      expect(fields).to.have.members(['propertyId', 'status', 'limit', 'after', '']);
    });
  });

  it('400: a path that is not encoded as a URL is', async () => {
    expect((await call('/bookings/%E0%A4')).body).to.include({ status: 400, code: 'unreadable_request' });
  });

  it('404: anything else', async () => {
    expect(await call('/other')).to.deep.include({ status: 404 });
    expect((await call('/bookings/b-1', { method: 'DELETE' })).body.code).to.equal('not_found');
  });

  describe('when the store fails', () => {
    const answerOf = async (error: Error) => {
      const find = () => Promise.reject(error);
      const app = readApi({
        bookings: { find, page: find },
        onUnexpected: (fault) => unexpected.push(fault),
      });
      const broken = await listen(app, { host: '127.0.0.1', port: 0 });
      const response = await fetch(`http://127.0.0.1:${broken.port}/bookings/b-1`);
      const body = (await response.json()) as { code: string };
      await broken.close();
      return { status: response.status, retryAfter: response.headers.get('retry-after'), code: body.code };
    };

    it('503 with Retry-After: it is away', async () => {
      const away = new DependencyUnavailableError('mongo', new Error('no answer'));
      const answer = { status: 503, retryAfter: '1', code: 'mongo_unavailable' };
      expect(await answerOf(away)).to.deep.equal(answer);
    });

    it('500: anything else, told to the log and not to the client', async () => {
      const answer = { status: 500, retryAfter: null, code: 'internal_error' };
      expect(await answerOf(new Error('secret'))).to.deep.equal(answer);
      expect(unexpected.at(-1)).to.have.property('message', 'secret');
    });
  });
});
