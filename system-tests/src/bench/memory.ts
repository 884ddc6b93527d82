import type { LoadReport, Moment } from '@wanderluxe/infra/load';
import { mean } from './statistics.ts';

const MEBIBYTE = 1_024 ** 2;
export const services = ['gateway', 'inventory', 'payment', 'booking-ledger'] as const;

/** The largest resident size of any service, in MiB. */
export const largestRss = ({ rssBytes }: LoadReport): number =>
  Math.max(...services.map((name) => rssBytes[name]?.max ?? 0)) / MEBIBYTE;

/**
 * How far a component's memory moves: the largest mean of a span of time over the smallest, less 1. Means, because a
 * garbage-collected heap goes up and down all the time.
 */
export function memoryChange(moments: readonly Moment[], name: string, spanMs: number): number {
  const spans = Map.groupBy(moments, ({ atMs }) => Math.floor(atMs / spanMs));
  const means = [...spans.values()].map((span) => mean(span.map(({ rssBytes }) => rssBytes[name] ?? 0)));
  return Math.max(...means) / Math.min(...means) - 1;
}
