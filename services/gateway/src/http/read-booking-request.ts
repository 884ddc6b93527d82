import type { z } from 'zod';
import type { BookingRequest } from '../domain/booking-request.ts';
import { readIdempotencyKey } from '../domain/idempotency-key.ts';
import { invalid } from './problems.ts';
import { type Reading, readJson } from './read-json.ts';
import { faultsOf } from './validate.ts';

/**
 * Reads body and key together, so that one answer lists the faults of both.
 * @throws ProblemError
 */
export function readBookingRequest(
  schema: z.ZodType<BookingRequest>,
  body: Buffer | undefined,
  keyHeader: string | undefined,
): { request: BookingRequest; key: string } {
  const request = readBody(schema, body);
  const key = readIdempotencyKey(keyHeader);
  if ('value' in request && 'key' in key) return { request: request.value, key: key.key };
  const keyFaults = 'fault' in key ? [{ field: 'Idempotency-Key', problem: key.fault }] : [];
  throw invalid([...keyFaults, ...('faults' in request ? request.faults : [])]);
}

function readBody(schema: z.ZodType<BookingRequest>, body: Buffer | undefined): Reading<BookingRequest> {
  if (!body || body.length === 0) return { faults: [{ field: 'body', problem: 'is missing' }] };
  const json = readJson(body);
  if ('faults' in json) return json;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? { value: parsed.data } : { faults: faultsOf(parsed.error) };
}
