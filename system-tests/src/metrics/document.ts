import type { MetricEntry } from './catalogue.ts';
import { services } from './registries.ts';

const HEAD = `# Metrics

Generated from the services' registries by \`pnpm --filter @wanderluxe/system-tests metrics\`; do not edit.

Each service shows its metrics at \`/metrics\` of its operations port. Every series has the label \`service\`, which is also the name of
the service's consumer group. Names follow [Prometheus's practice](https://prometheus.io/docs/practices/naming/): base units, \`_total\` for counters, labels of few values and never an id; a test holds them to it.

Gauges that cost a call to MongoDB or Kafka are read every \`METRICS_SAMPLE_MS\` (10 s), by indexes and up to a bound, not when somebody scrapes: \`wl_sampled_timestamp_seconds\` tells when.
They are the whole group's, so that every instance shows the same: take their \`max\`, and the \`sum\` of everything else.

[Alerts](../infra/prometheus/alerts.yml), [dashboards](../infra/grafana/).
`;

interface Section {
  readonly title: string;
  readonly holds: (entry: MetricEntry) => boolean;
}

const isOwn = ({ name }: MetricEntry): boolean => name.startsWith('wl_');
const isShared = (entry: MetricEntry): boolean => isOwn(entry) && entry.services.length > 1;

const sections: readonly Section[] = [
  { title: 'More than one service', holds: isShared },
  ...services.map((service) => ({
    title: service,
    holds: (entry: MetricEntry) => isOwn(entry) && !isShared(entry) && entry.services.includes(service),
  })),
  { title: 'Node.js and the process', holds: (entry) => !isOwn(entry) },
];

/** docs/metrics.md */
export const documentOf = (entries: readonly MetricEntry[]): string =>
  [HEAD, ...sections.map(({ title, holds }) => sectionOf(title, entries.filter(holds)))].join('\n');

function sectionOf(title: string, entries: readonly MetricEntry[]): string {
  const hasWho = entries.some((entry) => entry.services.length > 1);
  const rows = entries.map(({ name, type, labels, help, services: who }) => {
    const cells = [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(' '), help];
    return [...cells, ...(hasWho ? [whoOf(who)] : [])];
  });
  const head = ['metric', 'type', 'labels', 'meaning', ...(hasWho ? ['services'] : [])];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

const whoOf = (who: readonly string[]): string => (who.length === services.length ? 'all' : who.join(', '));
