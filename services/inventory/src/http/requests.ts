import { valid } from '@wanderluxe/runtime';
import { z } from 'zod';
import { MAX_BUCKETS } from '../domain/buckets.ts';
import type { Decision } from '../domain/reservation.ts';
import { dayOf, MAX_STAY_NIGHTS, type Stay, stayOf } from '../domain/stay.ts';
import type { PropertySetting } from '../ports.ts';

/** Rooms of one property. */
export const MAX_CAPACITY = 100_000;
/** Properties set by one request, or listed by one. */
export const MAX_PROPERTIES = 1_000;
/** Holds listed by one request. */
const MAX_HOLDS = 1_000;

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'must be 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit',
});
const capacity = z.number().int().min(0).max(MAX_CAPACITY);
const date = z.string().refine(isDay, { error: 'must be a calendar day, YYYY-MM-DD' });

const nights = z.strictObject({ from: date, to: date }).refine(({ from, to }) => isRange(from, to), {
  path: ['to'],
  error: `must be 1 to ${MAX_STAY_NIGHTS} days after from; it is not a night itself`,
});
const buckets = z.number().int().min(1).max(MAX_BUCKETS).optional();
const hasRooms = (setting: { capacity: number; buckets?: number | undefined }) =>
  (setting.buckets ?? 1) <= Math.max(1, setting.capacity);
const tooMany = {
  path: ['buckets'],
  error: 'must not be more than the capacity: a bucket without a room serves nobody',
};
const one = z.strictObject({ capacity, buckets }).refine(hasRooms, tooMany);
const many = z.strictObject({
  properties: z
    .array(z.strictObject({ id, capacity, buckets }).refine(hasRooms, tooMany))
    .min(1)
    .max(MAX_PROPERTIES)
    .refine((all) => new Set(all.map((property) => property.id)).size === all.length, {
      error: 'must name each property once',
    }),
});
const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_PROPERTIES).default(MAX_PROPERTIES),
  after: id.optional(),
});

/** @throws ProblemError 400 naming every fault, as do all of these */
export function nightsOf(query: unknown): Stay {
  const { from, to } = valid(nights, query);
  return stayOf({ checkIn: from, checkOut: to });
}

export const propertyOf = (pathId: unknown, body: unknown): PropertySetting => ({
  id: valid(z.object({ id }), { id: pathId }).id,
  ...settingOf(valid(one, body)),
});

export const propertiesOf = (body: unknown): PropertySetting[] =>
  valid(many, body).properties.map((setting) => ({ id: setting.id, ...settingOf(setting) }));

const settingOf = (setting: { capacity: number; buckets?: number | undefined }) => ({
  capacity: setting.capacity,
  ...(setting.buckets !== undefined && { buckets: setting.buckets }),
});

export const pageOf = (query: unknown): { limit: number; after?: string | undefined } => valid(page, query);

const dryRun = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });

export const dryRunOf = (query: unknown): boolean => valid(dryRun, query).dryRun === 'true';

const words = z.string().trim().min(1).max(500);
const decision = z.strictObject({ by: words, reason: words });

/** Who decides, and why. */
export const decisionOf = (body: unknown, atMs: number): Decision => ({
  ...valid(decision, body ?? {}),
  atMs,
});

const holds = z.strictObject({
  propertyId: id.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_HOLDS).default(100),
});

export const holdsOf = (query: unknown): { propertyId?: string | undefined; limit: number } =>
  valid(holds, query);

function isDay(text: string): boolean {
  try {
    return Number.isInteger(dayOf(text));
  } catch {
    return false;
  }
}

function isRange(from: string, to: string): boolean {
  if (!isDay(from) || !isDay(to)) return true; // said already
  const count = dayOf(to) - dayOf(from);
  return count >= 1 && count <= MAX_STAY_NIGHTS;
}
