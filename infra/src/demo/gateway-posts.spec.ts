import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { bookingOf, type DemoBooking } from './booking.ts';
import { gatewayPosts, type PostResult } from './gateway-posts.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

const booking = bookingOf(
  {
    line: 2,
    bookedOn: '2015-01-01',
    arrivalDate: '2015-02-01',
    hotel: 'h',
    nights: 1,
    averageDailyRate: '1',
  },
  'tag',
);

/** A gateway that gives these answers one after the other; 'reset' breaks the connection instead. */
async function postTo(
  answers: readonly (Answer | 'reset')[],
  what: 'post' | 'cancel' = 'post',
): Promise<{ result: PostResult; keys: string[]; paths: (string | undefined)[] }> {
  const keys: string[] = [];
  const paths: (string | undefined)[] = [];
  const rest = [...answers];
  const server: Server = createServer((request, response) => {
    keys.push(`${request.headers['idempotency-key']}`);
    paths.push(request.url);
    const answer = rest.shift()!;
    if (answer === 'reset') return void request.socket.resetAndDestroy();
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const posts = gatewayPosts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    return { result: await posts[what](booking), keys, paths };
  } finally {
    await posts.close();
    server.close();
  }
}

const sameKeyTimes = (own: DemoBooking, times: number) => Array(times).fill(own.idempotencyKey);
const now = { 'retry-after': '0.01' };

describe('posting a booking', () => {
  it('is accepted with 202', async () => {
    expect((await postTo([{ status: 202 }])).result).to.deep.equal({ kind: 'accepted' });
  });

  it('is refused with the faults that the gateway lists', async () => {
    const errors = [
      { field: 'amount', problem: 'is negative' },
      { field: 'checkOutDate', problem: 'is too early' },
    ];
    const { result } = await postTo([{ status: 400, body: { code: 'invalid_request', errors } }]);
    expect(result).to.deep.equal({
      kind: 'refused',
      reason: 'amount: is negative; checkOutDate: is too early',
    });
  });

  it('comes again with the same key after a 503, a lost connection, and while the first is in progress', async () => {
    const { result, keys } = await postTo([
      { status: 503, headers: now, body: { code: 'kafka_unavailable' } },
      'reset',
      { status: 409, headers: now, body: { code: 'idempotency_key_in_progress' } },
      { status: 202 },
    ]);
    expect(result).to.deep.equal({ kind: 'accepted' });
    expect(keys).to.deep.equal(sameKeyTimes(booking, 4));
  });

  it('counts as accepted when an earlier attempt had been', async () => {
    const body = { code: 'already_processed', bookingId: booking.bookingId };
    const { result } = await postTo(['reset', { status: 409, body }]);
    expect(result).to.deep.equal({ kind: 'accepted' });
  });

  it('reaches the gateway in the order of posting for each property, without waiting for answers', async () => {
    const arrived: string[] = [];
    const open: (() => void)[] = [];
    const server: Server = createServer((request, response) => {
      arrived.push(`${request.headers['idempotency-key']}`);
      open.push(() => response.writeHead(202).end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const posts = gatewayPosts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const bookings = Array.from({ length: 50 }, (_, n) => ({ ...booking, idempotencyKey: `${n}` }));
    const posting = Promise.all(bookings.map(posts.post));
    try {
      await eventually(() => expect(arrived).to.have.length(bookings.length));
      expect(arrived).to.deep.equal(bookings.map(({ idempotencyKey }) => idempotencyKey));
      for (const answer of open) answer();
      await posting;
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await posts.close();
  });

  it('is refused when the id belongs to somebody else', async () => {
    const { result } = await postTo([{ status: 409, body: { code: 'booking_exists' } }]);
    expect(result).to.deep.equal({ kind: 'refused', reason: 'booking_exists' });
  });
});

describe('cancelling a booking', () => {
  it('is accepted with 202, also after a 503 and a lost connection', async () => {
    const answers = [{ status: 503, headers: now }, 'reset', { status: 202 }] as const;
    const { result, paths } = await postTo(answers, 'cancel');
    expect(result).to.deep.equal({ kind: 'accepted' });
    expect(paths).to.deep.equal(Array(3).fill(`/api/v1/bookings/${booking.bookingId}/cancellation`));
  });

  it('is refused when the booking has failed', async () => {
    const answer = { status: 409, body: { code: 'booking_failed' } };
    expect((await postTo([answer], 'cancel')).result).to.deep.equal({
      kind: 'refused',
      reason: 'booking_failed',
    });
  });
});
