import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookUpBookings, readBankLedger, setBehaviour } from '@wanderluxe/infra/demo';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { admissionLags, watchAdmission } from './harness/admission.ts';
import { type Answer, type BookingRequest, newBooking, postBooking } from './harness/client.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { newProperty } from './harness/rooms.ts';

/** 40 charges of 2 s at a time: 20 bookings in a second. */
const CHARGES_IN_FLIGHT = 40;
const BANK_LATENCY_MS = 2_000;
const DRAIN_PER_SECOND = (CHARGES_IN_FLIGHT * 1_000) / BANK_LATENCY_MS;
const LIMITS = { softLag: 100, hardLag: 300 };
const OFFERED_PER_SECOND = 3 * DRAIN_PER_SECOND;
const LOAD_SECONDS = 40;
/** By then the lag has come to rest between its limits. */
const REST_AFTER_SECONDS = 20;
const TICK_MS = 100;
/** For a request to the gateway, and for a reservation from its journal to Kafka. */
const ON_THE_WAY_SECONDS = 1;
/** The gateway's own bound. */
const MAX_RETRY_AFTER_SECONDS = 60;
const PROPERTIES = 12;
const ROOMS = 10_000;
const ALL_END_WITHIN = { withinMs: 60_000, everyMs: 500 };

interface Asked {
  readonly booking: BookingRequest;
  readonly key: string;
  /** Of the load. */
  readonly second: number;
  readonly answer: Answer;
}

/** The most of these requests that were made within a time of this length. */
function mostWithin(asked: readonly Asked[], seconds: number): number {
  const from = (first: Asked) =>
    asked.filter(({ second }) => second >= first.second && second <= first.second + seconds).length;
  return Math.max(...asked.map(from));
}

describe('backpressure to the edge: three times as many bookings as the bank can take', function backpressure() {
  this.timeout(240_000);
  let engine: Engine;
  let propertyIds: string[];
  before(async () => {
    engine = await sharedEngine();
    await engine.start('payment', { MAX_CHARGES_IN_FLIGHT: `${CHARGES_IN_FLIGHT}` });
    const { softLag, hardLag } = LIMITS;
    await engine.start('gateway', { ADMISSION_SOFT_LAG: `${softLag}`, ADMISSION_HARD_LAG: `${hardLag}` });
    propertyIds = await Promise.all(Array.from({ length: PROPERTIES }, () => newProperty(engine, ROOMS)));
    // What other suites left on the topics is worked off by a quick bank first: under a slow one it is in the way of all.
    await eventually(async () => {
      const lags = [...(await admissionLags(engine.gatewayOpsUrl)).values()];
      expect(lags, 'groups').to.have.length.greaterThan(0);
      expect(Math.max(...lags), 'lag before the load').to.be.below(LIMITS.softLag / 10);
    }, ALL_END_WITHIN);
  });
  after(async () => {
    await setBehaviour(engine.bankUrl, {});
    await engine.start('payment');
    await engine.start('gateway');
  });

  async function ask(index: number, second: number): Promise<Asked> {
    const booking = newBooking(propertyIds[index % PROPERTIES] as string);
    const key = randomUUID();
    const answer = await postBooking(engine.gatewayUrl, booking, { 'idempotency-key': key });
    return { booking, key, second, answer };
  }

  /** At a steady rate, whatever the answers are. */
  async function load(): Promise<Asked[]> {
    const asked: Promise<Asked>[] = [];
    const startedMs = performance.now();
    for (;;) {
      const second = (performance.now() - startedMs) / 1_000;
      if (second >= LOAD_SECONDS) return Promise.all(asked);
      while (asked.length < second * OFFERED_PER_SECOND) asked.push(ask(asked.length, second));
      await sleep(TICK_MS);
    }
  }

  async function expectConfirmedAndChargedOnce(accepted: readonly Asked[]): Promise<void> {
    const ids = accepted.map(({ booking }) => booking.bookingId);
    await eventually(async () => {
      const bookings = await lookUpBookings(engine.ledgerUrl, ids);
      expect(bookings.filter(({ status }) => status === 'CONFIRMED')).to.have.length(ids.length);
    }, ALL_END_WITHIN);
    const captured = (await readBankLedger(engine.bankUrl)).map(({ reference }) => reference);
    const own = new Set(ids);
    expect(captured.filter((reference) => own.has(reference))).to.have.members(ids);
  }

  it('503 with a Retry-After that fits, the drain rate admitted, nothing lost, and all admitted afterwards', async () => {
    await setBehaviour(engine.bankUrl, { latencyMs: BANK_LATENCY_MS });
    const stop = new AbortController();
    const watched = watchAdmission(engine.gatewayOpsUrl, stop.signal);
    const asked = await load();
    stop.abort();
    const accepted = asked.filter(({ answer }) => answer.status === 202);
    const others = asked.filter(({ answer }) => answer.status !== 202);
    // A busy machine may add a 503 of another kind, such as a Redis that was too slow.
    const refused = others.filter(({ answer }) => answer.body.code === 'overloaded');

    expect(refused.length, 'refused').to.be.greaterThan(asked.length / 3);
    for (const { answer } of others) {
      expect(answer.status, answer.text).to.equal(503);
      expect(Number(answer.headers.get('retry-after')), answer.text).to.be.greaterThan(0);
    }
    // Each is made of the rate measured in that second, which one slow look at the broker can bend: most must fit.
    const waits = refused
      .map(({ answer }) => Number(answer.headers.get('retry-after')))
      .sort((x, y) => x - y);
    expect(waits.at(0)).to.be.at.least(1);
    expect(waits.at(-1)).to.be.at.most(MAX_RETRY_AFTER_SECONDS);
    const excessSeconds = (LIMITS.hardLag - LIMITS.softLag) / DRAIN_PER_SECOND;
    expect(waits[Math.floor(waits.length / 2)], 'median Retry-After').to.be.at.most(4 * excessSeconds);
    const resting = accepted.filter(({ second }) => second >= REST_AFTER_SECONDS).length;
    const perSecond = resting / (LOAD_SECONDS - REST_AFTER_SECONDS);
    expect(perSecond, 'admitted in a second').to.be.closeTo(DRAIN_PER_SECOND, DRAIN_PER_SECOND / 3);
    const { highestLag, blindSeconds } = await watched;
    // No sample has seen what was admitted since the one before was read; and what inventory has in hand comes to payment.
    const unseen = mostWithin(accepted, blindSeconds + ON_THE_WAY_SECONDS);
    const upTo = LIMITS.hardLag + unseen + (highestLag.get('inventory') ?? 0);
    expect(highestLag.get('payment'), 'lag').to.be.within(LIMITS.softLag, upTo);
    await expectConfirmedAndChargedOnce(accepted);

    await setBehaviour(engine.bankUrl, {});
    const late = refused.slice(-PROPERTIES);
    await eventually(async () => {
      const again = await Promise.all(
        late.map(({ booking, key }) => postBooking(engine.gatewayUrl, booking, { 'idempotency-key': key })),
      );
      for (const { status, body } of again)
        expect([status, body.code]).not.to.deep.equal([503, 'overloaded']);
    }, ALL_END_WITHIN);
    await expectConfirmedAndChargedOnce(late);
  });
});
