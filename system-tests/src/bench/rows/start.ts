import { setTimeout as sleep } from 'node:timers/promises';
import { newRunTag, setBehaviour } from '@wanderluxe/infra/demo';
import type { ServiceName } from '@wanderluxe/infra/launcher';
import { makeProperties, targetOfInstance } from '@wanderluxe/infra/load';
import { newBooking, postBooking } from '../../harness/client.ts';
import type { Row } from '../row.ts';
import type { Engine } from '../world/engine.ts';

const BAR_S = 3;
const WITHIN_MS = 60_000;
const TRY_EVERY_MS = 10;
const consumers: readonly ServiceName[] = ['inventory', 'payment', 'booking-ledger'];
const figureOf = (name: string): string => `${name} to its first outcome`;

/** Outcomes as they come, by booking. */
class Outcomes {
  readonly #waiting = new Map<string, (atMs: number) => void>();

  heard(bookingId: string, atMs: number): void {
    this.#waiting.get(bookingId)?.(atMs);
  }

  of(bookingId: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(bookingId, resolve);
      const late = () => reject(new Error(`${bookingId} had no outcome within ${WITHIN_MS} ms`));
      setTimeout(late, WITHIN_MS).unref();
    });
  }
}

/** Seconds from the start of the process to the outcome of a booking that had waited for it. */
async function consumerStart(engine: Engine, name: string, propertyId: string, outcomes: Outcomes) {
  await engine.stopProcess(name);
  const booking = newBooking(propertyId);
  const outcome = outcomes.of(booking.bookingId);
  await postBooking(engine.gatewayUrl, booking);
  const startedMs = performance.now();
  await engine.startProcess(name);
  return ((await outcome) - startedMs) / 1_000;
}

/** Seconds from the start of the process to its first 202. */
async function gatewayStart(engine: Engine, propertyId: string): Promise<number> {
  await engine.stopProcess('gateway');
  const startedMs = performance.now();
  const starting = engine.startProcess('gateway');
  const booking = newBooking(propertyId);
  const accepted = () =>
    postBooking(engine.gatewayUrl, booking).then(
      ({ status }) => status === 202,
      () => false,
    );
  while (!(await accepted())) await sleep(TRY_EVERY_MS);
  const tookS = (performance.now() - startedMs) / 1_000;
  await starting;
  return tookS;
}

/** How soon more of it is there. */
export const start: Row = {
  name: 'start',
  title: 'Start of one service instance',
  method:
    'One service is stopped with SIGTERM and started while the rest runs. For a consumer a booking waits for it meanwhile, and the time runs from the start of the process to the arrival of that booking`s outcome in the driver, which is later than its first record; for the gateway to its first 202. Bank 0 ms.',
  shape: {},
  figures: [
    ...consumers.map((name) => ({ name: figureOf(name), unit: 's', bar: { atMost: BAR_S } })),
    { name: 'gateway to its first 202', unit: 's', bar: { atMost: BAR_S } },
  ],
  async run({ engine }) {
    await setBehaviour(engine.bankUrl, { latencyMs: 0 });
    const runTag = newRunTag(Date.now());
    const [propertyId] = await makeProperties(engine.inventoryUrl, { runTag, count: 1, rooms: () => 1_000 });
    const outcomes = new Outcomes();
    const source = await targetOfInstance(engine.settings).openOutcomes(({ bookingId, atMs }) =>
      outcomes.heard(bookingId, atMs ?? Number.NaN),
    );
    try {
      const values: Record<string, number> = {};
      for (const name of consumers)
        values[figureOf(name)] = await consumerStart(engine, name, propertyId!, outcomes);
      values['gateway to its first 202'] = await gatewayStart(engine, propertyId!);
      return { values, violations: [] };
    } finally {
      await source.stop();
    }
  },
};
