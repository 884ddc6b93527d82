import type { MetricEntry } from './catalogue.ts';

/** Labels with a bounded number of values: words of the code, topics, route templates, statuses. Never an id. */
const LABELS = new Set([
  ...['age', 'check', 'decision', 'due', 'group', 'handler', 'kind', 'method', 'outcome', 'owed', 'reason'],
  ...['recovery', 'result', 'route', 'sample', 'state', 'status', 'step', 'to', 'topic'],
]);

const BASE_UNITS = /_(seconds|records|bytes|ratio)$/;
const OTHER_UNITS = /_(ms|millis|milliseconds|minutes|hours|kb|mb|percent)(_|$)/;

/** What is wrong with one of our own metrics by Prometheus's rules for names; nothing, for a good one. */
export function faultsOf({ name, type, help, labels }: MetricEntry): string[] {
  const rules: readonly [boolean, string][] = [
    [/^wl(_[a-z0-9]+)+$/.test(name), 'is not wl_ and words in snake_case'],
    [(type === 'counter') === name.endsWith('_total'), 'must end in _total exactly when it is a counter'],
    [!OTHER_UNITS.test(name), 'has a unit that is no base unit'],
    [type !== 'histogram' || BASE_UNITS.test(name), 'is a histogram and must end in its unit'],
    [!/_(bucket|sum|count)$/.test(name), 'ends like a part of a histogram'],
    [/^[A-Z0-9].*\.$/s.test(help) && help.length > 10, 'needs a help that is a sentence'],
  ];
  const unknown = labels.filter((label) => !LABELS.has(label));
  return [
    ...rules.filter(([holds]) => !holds).map(([, fault]) => `${name} ${fault}`),
    ...unknown.map(
      (label) => `${name} has the label ${label}: are its values bounded? Then add it to the rules`,
    ),
  ];
}
