import type { AddressInfo } from 'node:net';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { type Listener, listen } from '@wanderluxe/runtime';
import type { BookingFacts } from '@wanderluxe/schemas';
import { expect } from 'chai';
import express from 'express';
import { holdOf, reservationOn } from '../domain/reservation.ts';
import { Reconciler } from '../jobs/reconciler.ts';
import { captured, initiated, refunded } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { GRACE_MS, HOLD_MS, type Instance, NOW_MS } from '../testing/instance.ts';
import { memoryServers } from '../testing/memory.ts';
import { operationsApi } from './operations-api.ts';

interface Pick {
  readonly bookingId: string;
}
interface Body {
  readonly code?: string;
  readonly detail?: string;
  readonly findings: unknown;
  readonly oversold: readonly { readonly nights: unknown; readonly plan: readonly Pick[] }[];
}

describe("the operators' API of the inventory", () => {
  let inventory: Instance;
  let counters: ReturnType<typeof memoryServers>['counters'];
  let listener: Listener;
  let grace: () => Promise<unknown>;

  beforeEach(async () => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
    grace = async () => {};
    const reconciler = new Reconciler(inventory.reconcileEdges(() => grace()));
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
  const stray = async () => {
    const hold = holdOf(factsFor('hotel'));
    await inventory.edges.rooms.reserve(await inventory.property('hotel'), [hold]);
    return hold.bookingId;
  };

  describe('POST /reconcile', () => {
    it('says that all is well', async () => {
      await inventory.edges.rooms.reload('hotel');
      expect((await call('POST', '/reconcile')).body).to.deep.equal({
        dryRun: false,
        found: 0,
        repaired: 0,
        properties: { lookedAt: 1, notLoaded: 0, different: 0 },
        findings: [],
        overdueHolds: { notAsked: 0, asked: 0, waitingForPayment: 0 },
      });
    });

    it('tells in a dry run, repairs, and finds nothing afterwards', async () => {
      const bookingId = await stray();
      const finding = {
        propertyId: 'hotel',
        repaired: false,
        differencesInAll: 1,
        differences: [{ kind: 'COUNTED_ONLY', bookingId }],
      };
      const dry = (await call('POST', '/reconcile?dryRun=true')).body;
      expect(dry).to.deep.include({ dryRun: true, found: 1, repaired: 0, findings: [finding] });
      const real = (await call('POST', '/reconcile?dryRun=false')).body;
      expect(real).to.deep.include({ found: 1, repaired: 1, findings: [{ ...finding, repaired: true }] });
      expect((await call('POST', '/reconcile')).body).to.include({ found: 0 });
    });

    it('counts overdue holds that nobody asked about as found, and asking as their repair', async () => {
      await inventory.deliver(initiated(factsFor('hotel')));
      inventory.nowMs += HOLD_MS + GRACE_MS;
      const overdueHolds = { notAsked: 1, asked: 0, waitingForPayment: 0 };
      const dry = (await call('POST', '/reconcile?dryRun=true')).body;
      expect(dry).to.deep.include({ found: 1, repaired: 0, overdueHolds });
      const real = (await call('POST', '/reconcile')).body;
      expect(real).to.deep.include({
        found: 1,
        repaired: 1,
        overdueHolds: { notAsked: 1, asked: 1, waitingForPayment: 1 },
      });
      expect((await call('POST', '/reconcile')).body).to.include({ found: 0 });
    });

    it('names nights by their date', async () => {
      await inventory.edges.rooms.reload('hotel');
      const inspect = counters.inspect.bind(counters);
      counters.inspect = async (...args) => {
        const counted = await inspect(...args);
        return counted === 'NOT_LOADED' ? counted : { ...counted, taken: new Map([[20_614, 1]]) };
      };
      const { body } = await call('POST', '/reconcile?dryRun=true');
      expect(body.findings).to.deep.include.members([
        {
          propertyId: 'hotel',
          repaired: false,
          differencesInAll: 1,
          differences: [{ kind: 'WRONG_NIGHT', counted: 1, held: 0, date: '2026-06-10' }],
        },
      ]);
    });

    it('refuses what it does not know', async () => {
      for (const query of ['dryRun=yes', 'dry=true']) {
        expect(await call('POST', `/reconcile?${query}`), query).to.include({ status: 400 });
      }
    });

    it('is 409 while one is under way', async () => {
      await stray();
      const waits = Promise.withResolvers<void>();
      const waiting = Promise.withResolvers<void>();
      grace = () => {
        waiting.resolve();
        return waits.promise;
      };
      const first = call('POST', '/reconcile');
      await waiting.promise;
      expect((await call('POST', '/reconcile')).body.code).to.equal('reconcile_running');
      waits.resolve();
      expect((await first).status).to.equal(200);
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
