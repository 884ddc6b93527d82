import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpAt, instanceEnvironment, type Settings } from '@wanderluxe/infra';
import { addDays, gatewayPosts, lookUpBookings, setCapacities } from '@wanderluxe/infra/demo';
import { MongoClient } from 'mongodb';
import type { Fault } from '../fault.ts';

const PROPERTY = 'drill-flooded';
const IDS = ['b-flooded-1', 'b-flooded-2', 'b-flooded-3'];
const ROOMS_LEFT = 1;
const CONFIRMED_WITHIN_MS = 30_000;
const REASON = 'the third floor is flooded';

export const oversold: Fault = {
  name: 'oversold',
  title: 'More rooms are sold than there are',
  done: 'three rooms are sold and confirmed; a hand in the database leaves one',
  alert: 'Oversold',
  runbook: 'oversell.md',
  findings: [
    'The alert comes of the pass in which inventory reconciles by itself, every minute. So `reconcile --service inventory` finds that its work is done, which read as if nothing were wrong; the runbook says so now.',
  ],
  prepare: ({ settings }) => sellThree(settings),
  async inject({ settings }) {
    const client = await MongoClient.connect(`${instanceEnvironment(settings).MONGODB_URI}`);
    const properties = client.db('wanderluxe_inventory').collection<{ _id: string }>('properties');
    const { modifiedCount } = await properties.updateOne(
      { _id: PROPERTY },
      { $set: { capacity: ROOMS_LEFT } },
    );
    await client.close();
    if (modifiedCount !== 1) throw new Error(`${PROPERTY} is not in the database`);
  },
  async follow(_ground, operator) {
    await operator.run(['oversell', 'detect'], { exit: 2, says: /drill-flooded/ });
    await operator.run(['reconcile', '--service', 'inventory']);
    await operator.run(['oversell', 'plan'], { exit: 2, says: /b-flooded-3[\s\S]*b-flooded-2/ });
    await operator.run(['bookings', 'timeline', IDS[2]!], { says: /BOOKING_CONFIRMED/ });
    await operator.run(['oversell', 'apply', '--dry-run', '--reason', REASON], { says: /b-flooded-3/ });
    await operator.run(['oversell', 'apply', '--reason', REASON], { kind: 'remedy', says: /b-flooded-3/ });
    await operator.run(['oversell', 'detect']);
    await operator.run(['payments', 'list', '--status', 'REFUNDING']);
    await operator.run(['payments', 'list']);
  },
  async notOver({ settings }, operator) {
    if ((await operator.look('oversell', 'detect')).exit !== 0) return 'nights are oversold';
    const found = await lookUpBookings(httpAt(settings, 'ledgerHttp'), IDS);
    const states = IDS.map((id) => {
      const booking = found.find(({ _id }) => _id === id);
      return `${booking?.status} ${booking?.payment.status}`;
    });
    const wanted = ['CONFIRMED CAPTURED', 'CANCELLED REFUNDED', 'CANCELLED REFUNDED'];
    return states.join() === wanted.join() ? null : `the bookings are ${states.join(', ')}`;
  },
};

/** One after the other: the order in which they were promised is the order of the plan. */
async function sellThree(settings: Settings): Promise<void> {
  await setCapacities(httpAt(settings, 'inventoryHttp'), [{ id: PROPERTY, capacity: IDS.length }]);
  const posts = gatewayPosts(httpAt(settings, 'gatewayHttp'));
  const bookedOn = new Date().toISOString().slice(0, 10);
  const [checkInDate, checkOutDate] = [addDays(bookedOn, 30), addDays(bookedOn, 31)];
  for (const bookingId of IDS) {
    await posts.post({
      ...{ bookingId, propertyId: PROPERTY, userId: `u-${bookingId}`, amount: '150.00', currency: 'EUR' },
      ...{ checkInDate, checkOutDate, nights: 1, bookedOn, idempotencyKey: randomUUID() },
    });
    await confirmed(settings, bookingId);
  }
  await posts.close();
}

async function confirmed(settings: Settings, bookingId: string): Promise<void> {
  const deadlineMs = Date.now() + CONFIRMED_WITHIN_MS;
  while (Date.now() < deadlineMs) {
    const [booking] = await lookUpBookings(httpAt(settings, 'ledgerHttp'), [bookingId]);
    if (booking?.status === 'CONFIRMED') return;
    await sleep(200);
  }
  throw new Error(`${bookingId} was not confirmed in 30 s`);
}
