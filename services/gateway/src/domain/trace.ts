const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The trace id of a valid W3C traceparent header, else undefined: the caller then starts a trace of its own. */
export function traceIdIn(header: string | undefined): string | undefined {
  const [, version, traceId, spanId, , more] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === undefined || version === 'ff') return undefined;
  // Version 00 has exactly four fields; a later version may add some.
  if (version === '00' && more !== undefined) return undefined;
  return isZeros(traceId) || isZeros(spanId ?? '') ? undefined : traceId;
}

const isZeros = (text: string): boolean => /^0*$/.test(text);
