import type { AddressInfo } from 'node:net';
import { DependencyUnavailableError, Reconciler } from '@wanderluxe/messaging';
import { type Listener, listen, silentLogger } from '@wanderluxe/runtime';
import type { BookingFacts } from '@wanderluxe/schemas';
import { expect } from 'chai';
import express from 'express';
import { holdOf, reservationOn } from '../domain/reservation.ts';
import { CountersCheck } from '../jobs/counters-check.ts';
import { captured, initiated } from '../testing/events.ts';
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
  readonly state?: string;
  readonly holds: readonly { readonly bookingId: string }[];
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
    const nowMs = () => inventory.nowMs;
    const { committer } = inventory;
    const edges = { ...inventory.edges, committer, reconciler, nowMs, onUnexpected() {} };
    const app = express().use(operationsApi(edges));
    listener = await listen(app, { host: '127.0.0.1', port: 0 });
    await inventory.open('hotel', 2);
  });
  afterEach(() => listener.close());

  async function call(method: string, path: string, body?: object) {
    const { port } = listener.server.address() as AddressInfo;
    const headers = { 'content-type': 'application/json' };
    const sent = body && { body: JSON.stringify(body), headers };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...sent });
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

    it('applied: tells in a dry run, releases whom the plan names, and is clean', async () => {
      await plant(...[1, 2, 3, 4].map(() => factsFor('hotel')));
      const plan = (await call('GET', '/oversell')).body.oversold;
      const decision = { by: 'ann', reason: 'a bug sold too many' };
      const dry = (await call('POST', '/oversell/apply?dryRun=true', decision)).body;
      expect(dry).to.deep.include({ dryRun: true, oversold: plan });
      expect(inventory.on('inventory.released')).to.have.length(0);
      const real = (await call('POST', '/oversell/apply', decision)).body;
      expect(real).to.deep.include({ dryRun: false, oversold: plan });
      expect(inventory.on('inventory.released').map(({ payload }) => payload.reason)).to.deep.equal([
        'OVERSOLD',
        'OVERSOLD',
      ]);
      expect((await call('GET', '/oversell')).body.oversold).to.deep.equal([]);
      const again = (await call('POST', '/oversell/apply', decision)).body;
      expect(again.oversold).to.deep.equal([]);
    });

    it('is not applied without who and why', async () => {
      for (const body of [
        undefined,
        {},
        { by: 'ann' },
        { by: 'ann', reason: ' ' },
        { reason: 'r', by: 'a', x: 1 },
      ]) {
        expect((await call('POST', '/oversell/apply', body)).status, JSON.stringify(body)).to.equal(400);
      }
    });
  });

  describe('holds', () => {
    const decision = { by: 'ann', reason: 'the guest has called' };
    const [facts, other] = [factsFor('hotel'), factsFor('hotel')];
    beforeEach(async () => {
      await inventory.deliver(initiated(facts));
      inventory.nowMs += 1_000;
      await inventory.deliver(initiated(other));
    });

    it('are listed by their deadline, of one property when it is named', async () => {
      const { holds } = (await call('GET', '/holds?propertyId=hotel&limit=9')).body;
      expect(holds.map(({ bookingId }) => bookingId)).to.deep.equal([facts.bookingId, other.bookingId]);
      expect((await call('GET', '/holds?propertyId=inn')).body.holds).to.deep.equal([]);
      expect((await call('GET', '/holds?limit=0')).status).to.equal(400);
    });

    it('are asked about before their deadline when an operator wants their rooms', async () => {
      const path = `/holds/${facts.bookingId}/release`;
      const { traceId } = inventory.on('inventory.reserved')[0]?.metadata ?? {};
      expect((await call('POST', `${path}?dryRun=true`, decision)).status).to.equal(200);
      expect(inventory.on('hold.expired')).to.have.length(0);
      expect((await call('POST', path, decision)).body).to.include({ state: 'HELD' });
      expect(inventory.on('hold.expired').map(({ payload }) => payload)).to.deep.equal([facts]);
      expect(await inventory.stateOf(facts)).to.equal('HELD');
      expect(inventory.warned[0]).to.include({ bookingId: facts.bookingId, traceId, by: 'ann' });
    });

    it('that are paid, released or unknown are not', async () => {
      await inventory.deliver(captured(facts));
      expect((await call('POST', `/holds/${facts.bookingId}/release`, decision)).body).to.include({
        code: 'not_held',
      });
      expect((await call('POST', '/holds/nobody/release', decision)).body.code).to.equal(
        'unknown_reservation',
      );
      expect((await call('POST', `/holds/${other.bookingId}/release`, {})).status).to.equal(400);
      expect(inventory.on('hold.expired')).to.have.length(0);
    });
  });

  it('GET /reservations/{id} shows one reservation, or that there is none', async () => {
    const facts = factsFor('hotel');
    await inventory.deliver(initiated(facts));
    const { dates, ...others } = facts;
    expect((await call('GET', `/reservations/${facts.bookingId}`)).body).to.deep.include({
      ...others,
      ...dates,
      state: 'HELD',
      decision: null,
    });
    expect((await call('GET', '/reservations/nobody')).status).to.equal(404);
  });
});
