import type { LatencySummary } from './latency.ts';
import type { LoadReport } from './report.ts';
import type { Moment } from './timeline.ts';

const MEBIBYTE = 1_024 ** 2;

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)}`;

const countsLine = (counts: Readonly<Record<string, number>>): string => {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  return entries.map(([name, count]) => `${name}: ${count}`).join(', ') || 'none';
};

function latencyLine(name: string, { count, p50, p90, p99, p999, max }: LatencySummary): string[] {
  if (count === 0) return [];
  const values = [p50, p90, p99, p999, max].map((value) => ms(value).padStart(8)).join('');
  return [`  ${name.padEnd(26)}${values}  of ${count}`];
}

/** One line a second. */
export function momentLine(moment: Moment): string {
  const { atMs, sent, accepted, refused, completed, backlog, acceptP99Ms, endToEndP99Ms } = moment;
  return [
    `${Math.round(atMs / 1_000)} s`,
    `${sent} sent`,
    `${accepted} accepted`,
    `${refused} refused`,
    `${completed} with outcome`,
    `backlog ${backlog}`,
    `p99 ${acceptP99Ms === null ? '-' : ms(acceptP99Ms)} / ${endToEndP99Ms === null ? '-' : ms(endToEndP99Ms)} ms`,
  ].join(', ');
}

function cpuLines({ cpu, rssBytes }: LoadReport): string[] {
  if (!cpu) return [];
  const { spending, perThousand } = cpu;
  const names = Object.keys(spending.components).sort();
  const rows = names.map((name) => {
    const each = perThousand.components[name];
    const cores = spending.components[name]! / spending.seconds;
    return [
      `  ${name.padEnd(26)}`,
      (each === undefined ? '-' : each.toFixed(2)).padStart(8),
      cores.toFixed(2).padStart(8),
      ...(rssBytes[name] ? [`${Math.round(rssBytes[name].max / MEBIBYTE)}`.padStart(8)] : []),
    ].join('');
  });
  const share = (cpuSeconds: number): string => (cpuSeconds / spending.seconds).toFixed(2);
  return [
    `CPU                          s/1,000   cores  MiB max`,
    ...rows,
    `  ${'all but the bank'.padEnd(26)}${perThousand.total.toFixed(2).padStart(8)}`,
    `  ${'and without the database'.padEnd(26)}${perThousand.withoutDatabase.toFixed(2).padStart(8)}`,
    `  cores of the driver ${share(spending.driver)}, of others on this machine ${share(spending.others)}, stolen ${share(spending.stolen)}`,
  ];
}

/** The report for people. */
export function loadTable(report: LoadReport): string {
  const { backlog, outcomes, failureReasons, unsettled, contradictory, drainedAfterMs } = report;
  return [
    `measured ${report.measuredSeconds.toFixed(1)} s at ${report.ratePerSecond}/s: ` +
      `${report.acceptedPerSecond.toFixed(1)}/s accepted, ${report.completedPerSecond.toFixed(1)}/s with outcome`,
    `answers            ${countsLine(report.answers)}`,
    ...(Object.keys(report.repeatedAnswers).length
      ? [`sent again         ${countsLine(report.repeatedAnswers)}`]
      : []),
    ...(Object.keys(report.cancellationAnswers).length
      ? [`cancellations      ${countsLine(report.cancellationAnswers)}`]
      : []),
    `outcomes           ${countsLine(outcomes)}${Object.keys(failureReasons).length ? ` (${countsLine(failureReasons)})` : ''}`,
    `backlog            grows by ${backlog.slopePerSecond.toFixed(1)} bookings a second, at most ${backlog.max}`,
    `without outcome    ${unsettled}${unsettled > 0 ? `, such as ${report.unsettledIds.slice(0, 3).join(', ')}` : ''}${contradictory > 0 ? `; ${contradictory} WITH TWO` : ''}`,
    `drained            ${drainedAfterMs === null ? 'no' : `${(drainedAfterMs / 1_000).toFixed(1)} s after the last arrival`}`,
    `latency, ms                     p50     p90     p99   p99.9     max`,
    ...latencyLine('accept', report.acceptMs),
    ...latencyLine('end to end', report.endToEndMs),
    ...latencyLine('accept to outcome', report.acceptToOutcomeMs),
    ...(report.hotEndToEndMs.count
      ? [
          ...latencyLine('  at the hot property', report.hotEndToEndMs),
          ...latencyLine('  at the others', report.othersEndToEndMs),
        ]
      : []),
    ...latencyLine('sent late by the driver', report.latenessMs),
    `  outcomes are timed by ${report.timedBy}`,
    ...cpuLines(report),
  ].join('\n');
}
