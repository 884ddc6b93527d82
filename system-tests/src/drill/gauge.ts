import { httpAt, type Settings } from '@wanderluxe/infra';

/** A value on a service's metrics page: the first line that begins so and has all the other parts; NaN without one. */
export async function gaugeOf(
  settings: Settings,
  opsPort: 'inventoryOps' | 'paymentOps' | 'ledgerOps',
  begin: string,
  ...parts: readonly string[]
): Promise<number> {
  const response = await fetch(new URL('/metrics', httpAt(settings, opsPort))).catch(() => null);
  const text = (await response?.text()) ?? '';
  const line = text
    .split('\n')
    .find((one) => one.startsWith(begin) && parts.every((part) => one.includes(part)));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
}
