import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { LedgerBooking } from './engine-apis.ts';
import { hasEnded, OutcomeWatch } from './outcomes.ts';

const booking = (_id: string, status: LedgerBooking['status']): LedgerBooking => ({
  ...{ _id, propertyId: 'h', status, auditLog: [] },
  payment: { amount: '1.00', currency: 'EUR', status: '' },
});

describe('the end of a booking', () => {
  it('is its outcome, and for one that is to be cancelled no confirmation', () => {
    expect(hasEnded(booking('a', 'RESERVED'), false)).to.equal(false);
    expect(hasEnded(booking('a', 'CONFIRMED'), false)).to.equal(true);
    expect(hasEnded(booking('a', 'CONFIRMED'), true)).to.equal(false);
    expect(hasEnded(booking('a', 'CANCELLED'), true)).to.equal(true);
    expect(hasEnded(booking('a', 'FAILED'), true)).to.equal(true);
  });
});

describe('watching outcomes', () => {
  const statuses = new Map<string, LedgerBooking['status']>();
  let ledger: Server;
  before(async () => {
    ledger = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const { ids } = JSON.parse(Buffer.concat(chunks).toString()) as { ids: string[] };
        const found = ids.flatMap((id) => (statuses.has(id) ? [booking(id, statuses.get(id)!)] : []));
        response.end(JSON.stringify({ bookings: found }));
      });
    });
    await new Promise<void>((done) => ledger.listen(0, '127.0.0.1', done));
  });
  after(() => void ledger.close());

  it('waits on for a confirmed booking once it is to be cancelled', async () => {
    const watch = new OutcomeWatch(`http://127.0.0.1:${(ledger.address() as AddressInfo).port}`);
    for (const id of ['kept', 'gone']) {
      statuses.set(id, 'CONFIRMED');
      watch.add(id);
    }
    const following = watch.follow(new AbortController().signal);
    await eventually(() => expect(watch.count('CONFIRMED')).to.equal(2));
    watch.cancel('gone');
    expect([watch.count('CONFIRMED'), watch.open]).to.deep.equal([1, 1]);
    watch.allPosted();
    statuses.set('gone', 'CANCELLED');
    expect(await following).to.equal(true);
    expect([watch.count('CONFIRMED'), watch.count('CANCELLED')]).to.deep.equal([1, 1]);
    expect([...watch.toBeCancelled]).to.deep.equal(['gone']);
  });
});
