import { parseExactJson } from '../domain/exact-json.ts';
import type { FieldFault } from './problems.ts';

export type Reading<T> = { readonly value: T } | { readonly faults: readonly FieldFault[] };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body's JSON with exact amounts, or why there is none. */
export function readJson(body: Buffer): Reading<unknown> {
  try {
    return { value: parseExactJson(utf8.decode(body)) };
  } catch (error) {
    const cause = error instanceof SyntaxError ? `: ${error.message}` : ' in UTF-8';
    return { faults: [{ field: 'body', problem: `is not JSON${cause}` }] };
  }
}
