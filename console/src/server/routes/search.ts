import type { Found } from '../../views/found.ts';
import type { Engine } from '../engine.ts';

const SHOWN = 6;
const PROPERTIES_LOOKED_AT = 1_000;

/** Bookings and properties whose ids begin with the text; the exact one first. */
export async function search(engine: Engine, text: string): Promise<Found> {
  const [exact, longer, properties] = await Promise.all([
    engine.booking(text),
    engine.bookings({ after: text, limit: SHOWN }),
    engine.properties(PROPERTIES_LOOKED_AT),
  ]);
  const bookings = [...(exact ? [exact] : []), ...longer.filter(({ _id }) => _id.startsWith(text))]
    .slice(0, SHOWN)
    .map(({ _id, status }) => ({ id: _id, status }));
  const named = properties.filter(({ id }) => id.startsWith(text)).slice(0, SHOWN);
  return { bookings, properties: named.map(({ id }) => id) };
}
