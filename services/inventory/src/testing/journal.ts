import type { Db } from 'mongodb';
import { reservationOf, reservationsOf } from '../adapters/mongo/documents.ts';
import { occupancyOf } from '../domain/occupancy.ts';
import { holdOf, type Reservation } from '../domain/reservation.ts';

/** The largest number of rooms taken in one night at any prefix of a property's journal (invariant I1). */
export async function peakRooms(db: Db, propertyId: string): Promise<number> {
  const documents = await reservationsOf(db).find({ propertyId }).toArray();
  const journalled = documents.map(reservationOf).filter(({ heldSeq }) => heldSeq !== undefined);
  const steps = new Set(journalled.flatMap(({ heldSeq, releasedSeq }) => [heldSeq, releasedSeq ?? heldSeq]));
  return Math.max(0, ...[...steps].map((seq) => roomsAt(journalled, seq as number)));
}

function roomsAt(journalled: readonly Reservation[], seq: number): number {
  const taken = journalled.filter(
    ({ heldSeq, releasedSeq }) =>
      (heldSeq as number) <= seq && (releasedSeq === undefined || releasedSeq > seq),
  );
  return Math.max(0, ...occupancyOf(taken.map(({ facts }) => holdOf(facts).stay)).values());
}
