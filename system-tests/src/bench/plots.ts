import type { Moment } from '@wanderluxe/infra/load';
import type { Plot } from './row.ts';

const MEBIBYTE = 1_024 ** 2;

const seconds = (moments: readonly Moment[]): number[] =>
  moments.map(({ atMs }) => Math.round(atMs / 100) / 10);

/** A line that goes through one value of every moment. */
export const line = (label: string, moments: readonly Moment[], pick: (moment: Moment) => number | null) => ({
  label,
  values: moments.map(pick),
});

/** What has been counted since the moment before, for a second. */
function rateLine(label: string, moments: readonly Moment[], pick: (moment: Moment) => number) {
  const values = moments.map((moment, index) => {
    const before = moments[index - 1];
    if (!before) return null;
    return ((pick(moment) - pick(before)) * 1_000) / (moment.atMs - before.atMs);
  });
  return { label, values };
}

const overTime = (
  title: string,
  yLabel: string,
  moments: readonly Moment[],
  series: Plot['series'],
): Plot => ({
  ...{ title, xLabel: 'seconds', yLabel, x: seconds(moments), series },
});

export const ratesPlot = (moments: readonly Moment[], title = 'Rates'): Plot =>
  overTime(title, 'a second', moments, [
    rateLine('sent', moments, (moment) => moment.sent),
    rateLine('accepted', moments, (moment) => moment.accepted),
    rateLine('refused', moments, (moment) => moment.refused),
    rateLine('with outcome', moments, (moment) => moment.completed),
  ]);

export const backlogPlot = (moments: readonly Moment[], title = 'Backlog'): Plot =>
  overTime(title, 'bookings', moments, [
    line('accepted, without outcome', moments, (moment) => moment.backlog),
    ...watchedNames(moments).map((name) => line(name, moments, (moment) => moment.watched[name] ?? null)),
  ]);

export const latencyPlot = (moments: readonly Moment[], title = 'Latency of each second'): Plot =>
  overTime(title, 'ms', moments, [
    line('accept p99', moments, (moment) => moment.acceptP99Ms),
    line('end to end p50', moments, (moment) => moment.endToEndP50Ms),
    line('end to end p99', moments, (moment) => moment.endToEndP99Ms),
  ]);

export const coresPlot = (moments: readonly Moment[], title = 'CPU'): Plot =>
  overTime(
    title,
    'cores',
    moments,
    Object.keys(moments.at(-1)?.cores ?? {}).map((name) =>
      line(name, moments, (moment) => moment.cores[name] ?? null),
    ),
  );

export const memoryPlot = (moments: readonly Moment[], title = 'Memory'): Plot =>
  overTime(
    title,
    'MiB resident',
    moments,
    Object.keys(moments.at(-1)?.rssBytes ?? {}).map((name) =>
      line(name, moments, (moment) => (moment.rssBytes[name] ?? 0) / MEBIBYTE),
    ),
  );

const watchedNames = (moments: readonly Moment[]): string[] => Object.keys(moments.at(-1)?.watched ?? {});
