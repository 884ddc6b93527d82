import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../harness/documented-commands.ts';

export const prometheusFolder = join(repository, 'infra/prometheus');

export interface Rule {
  readonly expr: string;
  readonly alert?: string;
  readonly record?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts?: readonly object[];
    }[];
  }[];
}

const read = <T>(name: string): T => parse(readFileSync(join(prometheusFolder, name), 'utf8')) as T;

export const rulesIn = (name: string): Rule[] => read<RuleFile>(name).groups.flatMap(({ rules }) => rules);

/** Alerts that the unit tests have seen firing, and those that they have seen quiet. */
export function testedAlerts(): {
  readonly firing: ReadonlySet<string>;
  readonly quiet: ReadonlySet<string>;
} {
  const all = read<RuleTests>('alerts.test.yml').tests.flatMap((test) => test.alert_rule_test);
  const named = (isFiring: boolean) =>
    new Set(all.filter((one) => (one.exp_alerts?.length ?? 0) > 0 === isFiring).map((one) => one.alertname));
  return { firing: named(true), quiet: named(false) };
}

/** Names of series in an expression: our own metrics, those of Node.js and the process, and recorded ones. */
export const seriesIn = (expr: string): string[] => [
  ...new Set(expr.match(/\b(?:(?:wl|nodejs|process)_[a-z0-9_]+|[a-z_]+:[a-z0-9_]+:[a-z0-9_]+)\b/g) ?? []),
];
