import { setCapacities } from '@wanderluxe/infra/demo';
import { freshId } from '@wanderluxe/testkit';
import type { BookingRequest } from './client.ts';
import type { Engine } from './engine.ts';

/** A property that no other test has. */
export async function newProperty(engine: Engine, capacity: number): Promise<string> {
  const id = freshId('prop');
  await setCapacities(engine.inventoryUrl, [{ id, capacity }]);
  return id;
}

/** Free rooms for each night of a booking, as the gateway's clients see them. */
export async function freeRooms(engine: Engine, booking: BookingRequest): Promise<number[]> {
  const { propertyId, checkInDate, checkOutDate } = booking;
  const base = `${engine.gatewayUrl}/api/v1/`;
  const response = await fetch(
    `${base}properties/${propertyId}/availability?from=${checkInDate}&to=${checkOutDate}`,
  );
  const { nights } = (await response.json()) as { nights: { free: number }[] };
  return nights.map(({ free }) => free);
}
