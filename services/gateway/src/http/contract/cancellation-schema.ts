import { z } from 'zod';
import { MAX_REASON_CHARACTERS } from '../../domain/limits.ts';
import { personalDataIn } from '../../domain/personal-data.ts';

/** The body of POST /api/v1/bookings/{bookingId}/cancellation; it may also be left out. */
export const cancellationFields = z
  .strictObject(
    {
      reason: z
        .string({ error: 'must be a string' })
        .max(MAX_REASON_CHARACTERS, { error: `must be at most ${MAX_REASON_CHARACTERS} characters` })
        .refine((text) => personalDataIn(text) === undefined, {
          error: ({ input }) => `must not contain ${personalDataIn(String(input))}: it is kept`,
        })
        .optional()
        .meta({
          description: "The client's words, kept in the audit log: no card number, no email address.",
          example: 'plans changed',
        }),
    },
    { error: 'must be a JSON object' },
  )
  .meta({ id: 'CancellationRequest', description: 'Why a client cancels.' });
