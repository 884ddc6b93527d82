import { addDays, newRunTag, setCapacities } from '@wanderluxe/infra/demo';
import type { Engine } from '../world/engine.ts';
import { type Decision, type Judgement, judge, type Wish } from './model.ts';
import { decisionCount, decisionsWritten, hear, publishWishes } from './topics.ts';

export interface ReservePath {
  readonly requests: number;
  /** Of the requests: at the first property. */
  readonly hotShare: number;
  readonly hotRooms: number;
  /** The first property is split into so many. */
  readonly buckets?: number;
}

export interface Reserved {
  readonly perSecond: number;
  readonly judgement: Judgement;
}

const OTHERS = 50;
const OTHER_ROOMS = 100_000;
/** Check-ins fall on so many days, so that a hot property with few rooms is soon sold out. */
const DAYS = 7;
const FIRST_DAY_AHEAD = 30;
const WITHIN_MS = 240_000;
/** Not counted: the first batches warm the process up. */
const WARM_UP_SHARE = 0.2;

/**
 * Lets one inventory instance alone, with Kafka, Mongo and Redis, decide about requests that lie on its topic already.
 * Only the servers and the inventory run meanwhile; the other services are started again afterwards.
 */
export async function measureReservePath(engine: Engine, path: ReservePath): Promise<Reserved> {
  const { propertyIds, capacityOf } = await makeHotels(engine, path);
  const wishes = wishesFor(propertyIds, path);
  const others = ['gateway', 'payment', 'booking-ledger'];
  await Promise.all([...others, 'inventory'].map((name) => engine.stopProcess(name)));
  await publishWishes(engine, wishes);
  const before = await decisionCount(engine);
  await engine.startProcess('inventory');
  await decisionsWritten(engine, { before, count: wishes.length, withinMs: WITHIN_MS });
  const { wishes: asked, decisions } = await hear(engine, propertyIds);
  await Promise.all(others.map((name) => engine.startProcess(name)));
  return {
    perSecond: rateOf([...decisions.values()]),
    judgement: judge(asked, decisions, capacityOf),
  };
}

async function makeHotels({ inventoryUrl }: Engine, { hotRooms, buckets }: ReservePath) {
  const runTag = newRunTag(Date.now());
  const propertyIds = Array.from({ length: OTHERS + 1 }, (_, index) => `hot-${runTag}-${index}`);
  const [hot] = propertyIds as [string];
  const capacityOf = (id: string): number => (id === hot ? hotRooms : OTHER_ROOMS);
  await setCapacities(
    inventoryUrl,
    propertyIds.map((id) => ({
      ...{ id, capacity: capacityOf(id) },
      ...(id === hot && buckets ? { buckets } : {}),
    })),
  );
  return { propertyIds, capacityOf };
}

function wishesFor(propertyIds: readonly string[], { requests, hotShare }: ReservePath): Wish[] {
  const [hot, ...others] = propertyIds as [string, ...string[]];
  const today = new Date().toISOString().slice(0, 10);
  const every = Math.round(1 / (1 - hotShare));
  return Array.from({ length: requests }, (_, index) => {
    const checkIn = addDays(today, FIRST_DAY_AHEAD + (index % DAYS));
    return {
      bookingId: `${hot}-${index}`,
      propertyId: index % every === 0 ? others[(index / every) % others.length]! : hot,
      checkIn,
      checkOut: addDays(checkIn, 1 + (index % 3)),
    };
  });
}

/** Decisions a second, from the end of the warm-up to the last one. */
function rateOf(decisions: readonly Decision[]): number {
  const times = decisions.map(({ atMs }) => atMs).sort((a, b) => a - b);
  const first = Math.floor(times.length * WARM_UP_SHARE);
  const elapsedMs = times.at(-1)! - times[first]!;
  return ((times.length - first) * 1_000) / Math.max(1, elapsedMs);
}
