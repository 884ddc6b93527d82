const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export type KeyReading = { readonly key: string } | { readonly fault: string };

/** Reads the Idempotency-Key header: a UUID v4, bare or as a quoted string, in any case; the key is lower case. */
export function readIdempotencyKey(header: string | undefined): KeyReading {
  if (header === undefined) return { fault: 'is missing: send a new UUID v4 with each booking' };
  const text = header.trim().toLowerCase();
  const key = /^".*"$/.test(text) ? text.slice(1, -1) : text;
  return UUID_V4.test(key) ? { key } : { fault: 'must be a UUID v4, bare or in double quotes' };
}
