import { userInfo } from 'node:os';
import { type Call, callJson, callText } from '../call.ts';
import { type ServiceName, serviceTable } from '../servers/services.ts';
import { httpAt } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';

const METRICS_WITHIN_MS = 3_000;

type Request = Omit<Call, 'who' | 'base'>;

const onOps = (settings: Settings, who: ServiceName, request: Request): Call => ({
  who,
  base: httpAt(settings, serviceTable[who].opsPort),
  ...request,
});

/** Asks a service on its operations port. */
export const askOps = <T>(settings: Settings, who: ServiceName, request: Request): Promise<T> =>
  callJson<T>(onOps(settings, who, request));

/** The same; undefined when the service says that there is no such thing. */
export const findAtOps = <T>(settings: Settings, who: ServiceName, path: string): Promise<T | undefined> =>
  found<T>({ ...onOps(settings, who, { path }), isAbsentFine: true });

/** What a service says of itself to Prometheus; null when it does not answer. */
export const metricsText = (settings: Settings, who: ServiceName): Promise<string | null> =>
  callText(onOps(settings, who, { path: '/metrics', timeoutMs: METRICS_WITHIN_MS })).catch(() => null);

/** A booking as the ledger has it, as text: no digit of an amount is lost. Undefined when it has none. */
export async function bookingText(settings: Settings, bookingId: string): Promise<string | undefined> {
  const path = `/bookings/${encodeURIComponent(bookingId)}`;
  const text = await callText({
    who: 'booking-ledger',
    base: httpAt(settings, 'ledgerHttp'),
    path,
    isAbsentFine: true,
  });
  return text === '' ? undefined : text;
}

async function found<T>(call: Call): Promise<T | undefined> {
  const text = await callText(call);
  return text === '' ? undefined : (JSON.parse(text) as T);
}

/** Who decides, as the system knows them, and why. */
export const decisionBy = (reason: string) => ({ by: userInfo().username, reason });
