import { randomUUID } from 'node:crypto';
import { addDays } from '@wanderluxe/infra/demo';
import { eventually, freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';

/** The body of POST /api/v1/bookings. */
export interface BookingRequest {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
  readonly checkInDate: string;
  readonly checkOutDate: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the tests look at is what they assert
  readonly body: any;
}

const AHEAD_DAYS = 30;
const today = (): string => new Date().toISOString().slice(0, 10);

/** Two nights, a month ahead. */
export function newBooking(propertyId: string, overrides: Partial<BookingRequest> = {}): BookingRequest {
  const checkInDate = addDays(today(), AHEAD_DAYS);
  return {
    ...{ bookingId: freshId('b'), propertyId, userId: freshId('u'), amount: 5000, currency: 'USD' },
    ...{ checkInDate, checkOutDate: addDays(checkInDate, 2) },
    ...overrides,
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

export async function postBooking(
  gatewayUrl: string,
  booking: BookingRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${gatewayUrl}/api/v1/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: JSON.stringify(booking),
  });
  return answerOf(response);
}

export async function cancelBooking(gatewayUrl: string, bookingId: string, reason: string): Promise<Answer> {
  const response = await fetch(`${gatewayUrl}/api/v1/bookings/${bookingId}/cancellation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ reason }),
  });
  return answerOf(response);
}

export const getJson = async (url: string): Promise<Answer> => answerOf(await fetch(url));

const OUTCOME_WITHIN_MS = 20_000;

/** The booking through the gateway, once it has come to this status. */
export const bookingWithStatus = (gatewayUrl: string, bookingId: string, status: string): Promise<Answer> =>
  eventually(
    async () => {
      const answer = await getJson(`${gatewayUrl}/api/v1/bookings/${bookingId}`);
      expect(answer.body, answer.text).to.include({ status });
      return answer;
    },
    { withinMs: OUTCOME_WITHIN_MS },
  );
