import type { AddressInfo } from 'node:net';
import { DependencyUnavailableError, Reconciler } from '@wanderluxe/messaging';
import { type Listener, listen, silentLogger } from '@wanderluxe/runtime';
import type { BookingFacts } from '@wanderluxe/schemas';
import { expect } from 'chai';
import express from 'express';
import { holdOf, reservationOn } from '../domain/reservation.ts';
import { CountersCheck } from '../jobs/counters-check.ts';
import { captured, refunded } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { type Instance, NOW_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { operationsApi } from './operations-api.ts';

interface Pick {
  readonly bookingId: string;
}
interface Body {
  readonly code?: string;
  readonly detail?: string;
  readonly checks: unknown;
  readonly oversold: readonly { readonly nights: unknown; readonly plan: readonly Pick[] }[];
}

describe("the operators' API of the inventory", () => {
  let inventory: Instance;
  let counters: ReturnType<typeof memoryServers>['counters'];
  let listener: Listener;

  beforeEach(async () => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
    const checks = [new CountersCheck(inventory.reconcileEdges())];
    const reconciler = new Reconciler(checks, { checked() {} }, silentLogger);
    const app = express().use(operationsApi({ ...inventory.edges, reconciler, onUnexpected() {} }));
    listener = await listen(app, { host: '127.0.0.1', port: 0 });
    await inventory.open('hotel', 2);
  });
  afterEach(() => listener.close());

  async function call(method: string, path: string) {
    const { port } = listener.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, body: (await response.json()) as Body };
  }
  describe('POST /reconcile', () => {
    const stray = async () => {
      const hold = holdOf(factsFor('hotel'));
      await inventory.edges.rooms.reserve(await inventory.property('hotel'), [hold]);
      return hold.bookingId;
    };

    it('tells in a dry run, repairs, and finds nothing afterwards', async () => {
      const bookingId = await stray();
      const finding = {
        propertyId: 'hotel',
        repaired: false,
        differencesInAll: 1,
        differences: [{ kind: 'COUNTED_ONLY', bookingId }],
      };
      const counters = { check: 'counters', notes: { lookedAt: 1, notLoaded: 0 } };
      expect((await call('POST', '/reconcile?dryRun=true')).body).to.deep.equal({
        dryRun: true,
        found: 1,
        repaired: 0,
        checks: [{ ...counters, found: 1, repaired: 0, findings: [finding] }],
      });
      const { checks, ...sums } = (await call('POST', '/reconcile?dryRun=false')).body;
      expect(sums).to.deep.equal({ dryRun: false, found: 1, repaired: 1 });
      expect(checks).to.deep.equal([
        { ...counters, found: 1, repaired: 1, findings: [{ ...finding, repaired: true }] },
      ]);
      expect((await call('POST', '/reconcile')).body).to.include({ found: 0 });
    });

    it('is 503 with a time to come back while Redis is away', async () => {
      counters.inspect = async () => {
        throw new DependencyUnavailableError('redis', new Error('connection refused'));
      };
      const answer = await call('POST', '/reconcile');
      expect(answer).to.include({ status: 503, retryAfter: '1' });
      expect(answer.body.detail).to.contain('stays repaired');
    });
  });

  describe('GET /oversell', () => {
    /** Journals without asking the counters: what must never happen. */
    const plant = (...planted: BookingFacts[]) =>
      inventory.edges.unitOfWork.run((tx) =>
        inventory.edges.reservations.add(
          tx,
          planted.map((facts) => ({
            reservation: reservationOn(
              facts,
              { kind: 'HELD', epoch: 1 },
              { traceId: 't', nowMs: NOW_MS, holdMs: 1 },
            ),
            epoch: 1,
          })),
          NOW_MS,
        ),
      );

    it('is empty when nothing is oversold', async () => {
      await plant(factsFor('hotel'), factsFor('hotel'));
      expect((await call('GET', '/oversell')).body).to.deep.equal({
        propertiesLookedAt: 1,
        complete: true,
        oversold: [],
      });
    });

    it('finds a planted oversell, and plans whom to move or refund: the latest confirmed first', async () => {
      await inventory.open('inn', 1);
      const [early, late, other] = [factsFor('hotel'), factsFor('hotel'), factsFor('hotel')];
      await plant(early, late, other, factsFor('inn'));
      for (const facts of [early, other, late]) {
        inventory.nowMs += 1_000;
        await inventory.deliver(captured(facts));
      }
      expect((await call('GET', '/oversell')).body).to.deep.equal({
        propertiesLookedAt: 2,
        complete: true,
        oversold: [
          {
            propertyId: 'hotel',
            capacity: 2,
            nights: [
              { date: '2026-06-10', sold: 3 },
              { date: '2026-06-11', sold: 3 },
            ],
            plan: [
              {
                bookingId: late.bookingId,
                userId: 'user-1',
                state: 'FIRM',
                confirmedAt: new Date(inventory.nowMs).toISOString(),
                amount: '240.5',
                currency: 'EUR',
                checkIn: '2026-06-10',
                checkOut: '2026-06-12',
              },
            ],
          },
        ],
      });
    });

    it('is clean once the plan is carried out', async () => {
      const all = [1, 2, 3, 4].map(() => factsFor('hotel'));
      await plant(...all);
      const { oversold } = (await call('GET', '/oversell')).body;
      const picks = oversold[0]?.plan.map(({ bookingId }) => bookingId) ?? [];
      expect(picks).to.have.length(2);
      const picked = all.filter(({ bookingId }) => picks.includes(bookingId));
      await inventory.deliver(...picked.map((facts) => refunded(facts, 'OVERSOLD')));
      expect((await call('GET', '/oversell')).body.oversold).to.deep.equal([]);
      expect(inventory.on('inventory.released').map(({ payload }) => payload.reason)).to.deep.equal([
        'OVERSOLD',
        'OVERSOLD',
      ]);
    });
  });
});
