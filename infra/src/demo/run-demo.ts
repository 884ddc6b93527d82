import type { PropertyCapacity } from '../commands/property-file.ts';
import { addressOf, httpAt } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { bookingOf, hotelSlug, newRunTag, propertyIdOf } from './booking.ts';
import type { BookingRow } from './bookings-file.ts';
import { type Capacity, readBehaviour, setBehaviour, setCapacities } from './engine-apis.ts';
import { gatherEvidence } from './evidence.ts';
import { OutcomeWatch } from './outcomes.ts';
import { replayBookings } from './replay.ts';
import { type Summary, summarise } from './summary.ts';

export interface DemoRun {
  readonly settings: Settings;
  readonly rows: readonly BookingRow[];
  /** Rooms by hotel slug. */
  readonly capacities: readonly PropertyCapacity[];
  /** Bookings a second; as fast as it goes when absent. */
  readonly rate: number | undefined;
  /** Guests cancel on the days that the rows name. */
  readonly withCancellations: boolean;
  /** Share of charges that the bank declines, 0 to 1. */
  readonly declineShare: number;
  readonly bankLatencyMs: number;
  /** Aborted: posting and waiting end, nothing is judged. */
  readonly signal: AbortSignal;
  readonly talk: Talk;
}

export interface DemoResult {
  readonly summary: Summary;
  /** A booking and a property of the run, to try things on. */
  readonly example: { readonly bookingId: string; readonly propertyId: string; readonly from: string } | null;
}

/** Rooms of a hotel that the capacities do not name. */
const OTHERWISE_ROOMS = 100;

function propertiesOf({ rows, capacities }: DemoRun, runTag: string): Capacity[] {
  const rooms = new Map(capacities.map(({ id, capacity }) => [id, capacity]));
  const hotels = new Map(rows.map(({ hotel }) => [hotelSlug(hotel), hotel]));
  return [...hotels].map(([slug, hotel]) => ({
    id: propertyIdOf(hotel, runTag),
    capacity: rooms.get(slug) ?? OTHERWISE_ROOMS,
  }));
}

/** Replays the rows on a running engine, under ids of their own, and judges what came of them; null when aborted. */
export async function runDemo(run: DemoRun): Promise<DemoResult | null> {
  const { settings, signal } = run;
  const runTag = newRunTag(Date.now());
  const ledgerUrl = httpAt(settings, 'ledgerHttp');
  const inventoryUrl = httpAt(settings, 'inventoryHttp');
  const bankUrl = addressOf(settings, 'bank');
  const properties = propertiesOf(run, runTag);
  await setCapacities(inventoryUrl, properties);
  const behaviourBefore = await readBehaviour(bankUrl);
  await setBehaviour(bankUrl, { declineShare: run.declineShare, latencyMs: run.bankLatencyMs });
  const watch = new OutcomeWatch(ledgerUrl);
  try {
    const posted = await replayBookings({
      gatewayUrl: httpAt(settings, 'gatewayHttp'),
      gatewayOpsUrl: httpAt(settings, 'gatewayOps'),
      bookings: run.rows.map((row) => bookingOf(row, runTag)),
      withCancellations: run.withCancellations,
      rate: run.rate,
      watch,
      signal,
    });
    if (signal.aborted) return null;
    run.talk('reading the ledger, the inventory and the books of the bank');
    const evidence = await gatherEvidence(
      { ledgerUrl, inventoryUrl, bankUrl },
      { runTag, posted, properties, toBeCancelled: watch.toBeCancelled },
    );
    const [first] = [...evidence.documents.values()].filter(({ status }) => status === 'CONFIRMED');
    const from = posted.find(({ booking }) => booking.bookingId === first?._id)?.booking.checkInDate;
    const example = first && from ? { bookingId: first._id, propertyId: first.propertyId, from } : null;
    return { summary: summarise(evidence), example };
  } finally {
    await setBehaviour(bankUrl, behaviourBefore);
  }
}
