import type { IncomingMessage, ServerResponse } from 'node:http';
import { currencyExponent, decimalPlaces, isZero } from '@wanderluxe/schemas';
import type { Answer, ChargeOrder } from './bank.ts';
import type { Fault } from './behaviour.ts';

const MAX_BODY_BYTES = 16_384;
const MAX_TEXT = 255;
const AMOUNT = /^\d{1,15}(\.\d{1,4})?$/;

/** A request that is answered at once with what is wrong with it. */
export class RequestError extends Error {
  readonly answer: Answer;
  constructor(status: number, code: string, detail: string, errors: readonly Fault[] = []) {
    super(detail);
    this.name = 'RequestError';
    this.answer = { status, body: { code, detail, errors } };
  }
}

const invalid = (errors: readonly Fault[]): RequestError =>
  new RequestError(400, 'invalid_request', 'the request has faults', errors);

export async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RequestError(413, 'too_large', `at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RequestError(400, 'malformed_json', 'the body is not JSON');
  }
}

export function idempotencyKeyOf(req: IncomingMessage): string {
  const key = req.headers['idempotency-key'];
  if (isText(key)) return key;
  throw invalid([
    { field: 'Idempotency-Key', problem: `a header of 1 to ${MAX_TEXT} characters is required` },
  ]);
}

/** @throws RequestError naming every fault. */
export function chargeOrderOf(body: unknown): ChargeOrder {
  const { reference, amount, currency } = (body ?? {}) as Record<string, unknown>;
  const errors: Fault[] = [];
  if (!isText(reference)) errors.push({ field: 'reference', problem: `text of 1 to ${MAX_TEXT} characters` });
  const exponent = isText(currency) ? currencyExponent(currency) : undefined;
  if (exponent === undefined) errors.push({ field: 'currency', problem: 'an ISO 4217 code' });
  if (!isText(amount) || !AMOUNT.test(amount) || isZero(amount)) {
    errors.push({ field: 'amount', problem: 'a decimal string above 0, such as "5000.00"' });
  } else if (decimalPlaces(amount) > (exponent ?? 0)) {
    errors.push({ field: 'amount', problem: 'has more decimals than its currency' });
  }
  if (errors.length > 0) throw invalid(errors);
  return { reference, amount, currency } as ChargeOrder;
}

export function chargeKeyOf(body: unknown): string {
  const { chargeKey } = (body ?? {}) as Record<string, unknown>;
  if (isText(chargeKey)) return chargeKey;
  throw invalid([{ field: 'chargeKey', problem: 'the Idempotency-Key of the charge to refund' }]);
}

export function send(res: ServerResponse, { status, body }: Answer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT;
