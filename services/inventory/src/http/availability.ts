import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { IsoDate } from '@wanderluxe/schemas';
import { occupancyOf, takenIn } from '../domain/occupancy.ts';
import { dateOf, daysOf, type Stay } from '../domain/stay.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import type { CurrentProperty, NightCounts, Properties, Reservations } from '../ports.ts';

export interface AvailabilityEdges {
  readonly rooms: LoadedRooms;
  readonly reservations: Pick<Reservations, 'activeStays'>;
  readonly properties: Pick<Properties, 'find'>;
  readonly logger: Logger;
}

export interface Availability {
  readonly propertyId: string;
  readonly capacity: number;
  readonly nights: readonly { readonly date: IsoDate; readonly free: number }[];
}

/** Free rooms of each night, from the counters or, while those are away, from the journal; undefined when unknown. */
export async function availabilityOf(
  edges: AvailabilityEdges,
  propertyId: string,
  stay: Stay,
): Promise<Availability | undefined> {
  const property = (await edges.properties.find([propertyId])).get(propertyId);
  if (!property) return undefined;
  const { capacity, taken } = await counts(edges, property, stay);
  const nights = daysOf(stay).map((day, index) => ({
    date: dateOf(day),
    free: Math.max(0, capacity - (taken[index] ?? 0)),
  }));
  return { propertyId, capacity, nights };
}

async function counts(
  { rooms, reservations, logger }: AvailabilityEdges,
  property: CurrentProperty,
  stay: Stay,
): Promise<NightCounts> {
  const { id, capacity } = property;
  try {
    const counted = await rooms.read(property, stay);
    if (counted) return counted;
  } catch (error) {
    if (!(error instanceof DependencyUnavailableError) || error.dependency !== 'redis') throw error;
    logger.warn('availability is read from Mongo, because Redis is away', { propertyId: id, error });
  }
  return { capacity, taken: takenIn(occupancyOf(await reservations.activeStays(id, stay)), stay) };
}
