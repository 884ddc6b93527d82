import type { z } from 'zod';
import type { BookingRequest } from '../domain/booking-request.ts';
import { parseExactJson } from '../domain/exact-json.ts';
import { readIdempotencyKey } from '../domain/idempotency-key.ts';
import { type FieldFault, invalid } from './problems.ts';
import { faultsOf } from './validate.ts';

type Reading<T> = { readonly value: T } | { readonly faults: readonly FieldFault[] };

const utf8 = new TextDecoder('utf-8', { fatal: true });

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
  const json = readJson(body);
  if ('faults' in json) return json;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? { value: parsed.data } : { faults: faultsOf(parsed.error) };
}

function readJson(body: Buffer | undefined): Reading<unknown> {
  if (!body || body.length === 0) return { faults: [{ field: 'body', problem: 'is missing' }] };
  try {
    return { value: parseExactJson(utf8.decode(body)) };
  } catch (error) {
    const cause = error instanceof SyntaxError ? `: ${error.message}` : ' in UTF-8';
    return { faults: [{ field: 'body', problem: `is not JSON${cause}` }] };
  }
}
