import { z } from 'zod';

const MAX_LETTERS = 500;

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'must be 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit',
});
const reason = z.string().trim().min(1, { error: 'must say why' }).max(500);

export const bookingPath = z.object({ id });

export const searchQuery = z.object({ q: id });

export const monthQuery = z.object({
  month: z
    .string()
    .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/, { error: 'must be a month, YYYY-MM' })
    .optional(),
});

export const reasonBody = z.strictObject({ reason });

export const decisionBody = z.strictObject({
  ids: z
    .array(z.string().max(400))
    .min(1)
    .max(MAX_LETTERS)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'must name each letter once' }),
  action: z.enum(['replay', 'discard']),
  reason,
});

export const findingBody = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('captured'), transactionId: z.string().trim().min(1).max(255) }),
  z.strictObject({ result: z.literal('declined') }),
  z.strictObject({ result: z.literal('ask') }),
]);
