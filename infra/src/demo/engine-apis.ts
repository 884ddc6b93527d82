import { callJson, callText } from '../call.ts';

/** A booking document as the ledger gives it; the amount stays text, so that no digit is lost. */
export interface LedgerBooking {
  readonly _id: string;
  readonly propertyId: string;
  readonly status: 'PENDING' | 'RESERVED' | 'CONFIRMED' | 'FAILED' | 'CANCELLED';
  readonly payment: { readonly amount: string; readonly currency: string; readonly status: string };
  readonly auditLog: readonly {
    readonly action: string;
    readonly timestamp: string;
    readonly reason?: string;
  }[];
}

/** One line of the bank's own books. */
export interface BankEntry {
  readonly kind: 'CAPTURE' | 'DECLINE' | 'REFUND';
  /** The booking's id. */
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
}

export interface Capacity {
  readonly id: string;
  /** Rooms. */
  readonly capacity: number;
}

export type BankBehaviour = Readonly<Record<string, number>>;

/** The most ids that the ledger looks up in one call. */
const LOOKUP_IDS = 1_000;
/** The most nights that the inventory answers in one call. */
export const AVAILABILITY_NIGHTS = 400;

/** JSON.parse, except that amounts keep their digits as text. */
export function parseExact<T>(text: string): T {
  const reviver = (key: string, value: unknown, context?: { source?: string }): unknown =>
    key === 'amount' && typeof value === 'number' ? context?.source : value;
  return JSON.parse(text, reviver) as T;
}

/** The documents of these bookings, in no certain order; unknown ids are absent. */
export async function lookUpBookings(base: string, ids: readonly string[]): Promise<LedgerBooking[]> {
  const found: LedgerBooking[] = [];
  for (let from = 0; from < ids.length; from += LOOKUP_IDS) {
    const body = { ids: ids.slice(from, from + LOOKUP_IDS) };
    const text = await callText({
      who: 'booking-ledger',
      base,
      method: 'POST',
      path: '/bookings/lookup',
      body,
    });
    found.push(...parseExact<{ bookings: LedgerBooking[] }>(text).bookings);
  }
  return found;
}

export async function setCapacities(base: string, properties: readonly Capacity[]): Promise<void> {
  await callText({ who: 'inventory', base, method: 'PUT', path: '/properties', body: { properties } });
}

/** Free rooms by night from `from` to `to` (exclusive), at most 400 nights. */
export async function readAvailability(
  base: string,
  propertyId: string,
  from: string,
  to: string,
): Promise<{ date: string; free: number }[]> {
  const path = `/properties/${encodeURIComponent(propertyId)}/availability?from=${from}&to=${to}`;
  return (await callJson<{ nights: { date: string; free: number }[] }>({ who: 'inventory', base, path }))
    .nights;
}

/** Moves the gateway's business clock; null puts it back to the system's time. */
export async function setClock(opsUrl: string, day: string | null): Promise<void> {
  const now = day === null ? null : `${day}T00:00:00Z`;
  await callText({ who: 'gateway', base: opsUrl, method: 'PUT', path: '/clock', body: { now } });
}

const behaviourCall = (base: string) => ({ who: 'bank simulator', base, path: '/admin/behaviour' }) as const;

export const readBehaviour = (base: string): Promise<BankBehaviour> => callJson(behaviourCall(base));

export async function setBehaviour(base: string, behaviour: BankBehaviour): Promise<void> {
  await callText({ ...behaviourCall(base), method: 'PUT', body: behaviour });
}

/** The bank's books, in order. */
export async function readBankLedger(base: string): Promise<BankEntry[]> {
  const text = await callText({ who: 'bank simulator', base, path: '/ledger' });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as BankEntry);
}
