import { type Handler, UnreadableRecordError } from '@wanderluxe/messaging';
import { type BookingFacts, type BookingInitiated, factsOf, toMinor } from '@wanderluxe/schemas';
import { byProperty, eachProperty } from '../by-property.ts';
import type { Horizon } from '../domain/horizon.ts';
import {
  holdOf,
  isStray,
  type Reservation,
  type ReservationState,
  type RoomsAnswer,
  reservationOn,
} from '../domain/reservation.ts';
import { dateOf, type Hold } from '../domain/stay.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import type { InventoryMetrics } from '../metrics.ts';
import {
  EpochOverError,
  type NewReservation,
  type Properties,
  type Reservations,
  type TakeResult,
} from '../ports.ts';
import { answeredEvent } from './events.ts';

export interface ReserveEdges {
  readonly rooms: LoadedRooms;
  readonly reservations: Reservations;
  readonly properties: Properties;
  readonly metrics: InventoryMetrics;
  /** How long rooms are held for a payment. */
  readonly holdMs: number;
  /** Stays that begin before this day are refused. */
  readonly takesFrom: Horizon['takesFrom'];
  readonly nowMs: () => number;
}

export interface ReserveFacts {
  /** What became of a booking's request, for those that were not settled before. */
  readonly answers: ReadonlyMap<string, RoomsAnswer>;
  readonly nowMs: number;
}

interface Request {
  readonly facts: BookingFacts;
  readonly hold: Hold;
}

/**
 * Takes rooms for every night of a stay, or rejects it. The rooms are counted in `gather` and become true only in
 * `save`, which is refused when the counters were reloaded in between: then they are counted again.
 */
export function reserveRoomsOnBookingInitiated(
  edges: ReserveEdges,
): Handler<BookingInitiated, ReserveFacts, NewReservation> {
  const { reservations, metrics, holdMs, nowMs } = edges;
  return {
    name: 'reserve-rooms-on-booking-initiated',

    async gather(batch) {
      const requests = batch.map(({ event }) => readable(factsOf(event.payload)));
      const settled = await reservations.find(requests.map(({ facts }) => facts.bookingId));
      const open = requests.filter(({ facts }) => !settled.has(facts.bookingId));
      const from = edges.takesFrom();
      const [past, present] = [
        open.filter(beginsBefore(from)),
        open.filter((one) => !beginsBefore(from)(one)),
      ];
      await giveBackStrays(edges, requests, settled);
      const answers = await ask(edges, present);
      for (const { facts } of past) answers.set(facts.bookingId, { kind: 'PAST' });
      return { answers, nowMs: nowMs() };
    },

    decide(batch, { answers, nowMs: atMs }) {
      const made = batch.flatMap(({ event }) => {
        const answer = answers.get(event.payload.bookingId);
        if (!answer) return [];
        const reservation = reservationOn(factsOf(event.payload), answer, {
          traceId: event.metadata.traceId,
          nowMs: atMs,
          holdMs,
        });
        const row = answer.kind === 'HELD' ? { reservation, epoch: answer.epoch } : { reservation };
        return [{ row, said: answeredEvent(reservation) }];
      });
      return { changes: made.map(({ row }) => row), events: made.map(({ said }) => said) };
    },

    async save(tx, changes) {
      try {
        await reservations.add(tx, changes, nowMs());
      } catch (error) {
        if (error instanceof EpochOverError) metrics.fenceConflict();
        throw error;
      }
    },

    async settle(changes) {
      const counts = new Map<ReservationState, number>();
      for (const { reservation } of changes) {
        counts.set(reservation.state, (counts.get(reservation.state) ?? 0) + 1);
      }
      for (const [state, count] of counts) metrics.reservations(state, count);
    },
  };
}

/** The counters may not know such nights any more. */
const beginsBefore =
  (day: number) =>
  ({ hold }: Request): boolean =>
    hold.stay.firstDay < day;

/** Nobody can pay what its currency cannot express: rooms that were held for it would stay held until their deadline. */
function readable(facts: BookingFacts): Request {
  try {
    toMinor(facts.amount, facts.currency);
    return { facts, hold: holdOf(facts) };
  } catch (cause) {
    throw new UnreadableRecordError(`${facts.bookingId}: ${(cause as Error).message}`, { cause });
  }
}

/** Counts rooms for each request: one call for each property, all of its requests at once. */
async function ask(
  { rooms, properties }: ReserveEdges,
  requests: readonly Request[],
): Promise<Map<string, RoomsAnswer>> {
  const groups = byProperty(requests, ({ facts }) => facts.propertyId);
  const known = await properties.find([...groups.keys()]);
  const answers = new Map<string, RoomsAnswer>();
  await eachProperty(groups, async (propertyId, group) => {
    const property = known.get(propertyId);
    const holds = group.map(({ hold }) => hold);
    const taken = property && (await rooms.reserve(property, holds));
    holds.forEach(({ bookingId }, index) => {
      const result = taken?.results[index];
      answers.set(
        bookingId,
        result ? answerOf(bookingId, result, taken.epoch) : { kind: 'UNKNOWN_PROPERTY' },
      );
    });
  });
  return answers;
}

function answerOf(bookingId: string, result: TakeResult, epoch: number): RoomsAnswer {
  switch (result.kind) {
    case 'HELD':
      return { kind: 'HELD', epoch };
    case 'FULL':
      return { kind: 'FULL', firstFullNight: dateOf(result.firstFullDay) };
    case 'HELD_OTHERWISE':
      throw new Error(
        `${bookingId} holds other nights here: a booking id was used for two stays, find out where`,
      );
  }
}

/**
 * A slow instance can take rooms for a booking that a faster one has settled and even released meanwhile; its save
 * then fails on the booking's row, and this next gather finds the row and gives back what only the counters know.
 * A rejected or released booking never holds rooms again, so giving back is always right, also when done twice.
 */
async function giveBackStrays(
  { rooms, properties }: ReserveEdges,
  requests: readonly Request[],
  settled: ReadonlyMap<string, Reservation>,
): Promise<void> {
  const strays = requests.filter(({ facts }) => {
    const reservation = settled.get(facts.bookingId);
    return reservation !== undefined && isStray(facts, reservation);
  });
  const groups = byProperty(strays, ({ facts }) => facts.propertyId);
  if (groups.size === 0) return;
  const known = await properties.find([...groups.keys()]);
  await eachProperty(groups, async (propertyId, group) => {
    const property = known.get(propertyId);
    if (!property) return;
    await rooms.release(
      property,
      group.map(({ hold }) => hold),
    );
  });
}
