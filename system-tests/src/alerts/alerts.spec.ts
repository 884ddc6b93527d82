import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { repository } from '../harness/documented-commands.ts';
import { catalogue, seriesOf } from '../metrics/catalogue.ts';
import { panelsOf } from './dashboards.ts';
import { rulesIn, seriesIn, testedAlerts } from './rule-files.ts';

describe('alerts and dashboards', () => {
  const alerts = rulesIn('alerts.yml');
  const records = rulesIn('recording.yml');
  let known: ReadonlySet<string>;
  before(async () => {
    const recorded = records.flatMap(({ record }) => record ?? []);
    known = new Set([...(await catalogue()).flatMap(seriesOf), ...recorded]);
  });

  const unknownIn = (expr: string): string[] => seriesIn(expr).filter((name) => !known.has(name));

  it('ask only for metrics that are in docs/metrics.md, or recorded', () => {
    const expressions = [...alerts, ...records].map(({ expr }) => expr);
    expect(expressions.flatMap(seriesIn)).to.include.members([
      'wl_outbox_oldest_unpublished_age_seconds',
      'service:api_errors:ratio_rate5m',
    ]);
    expect(expressions.flatMap(unknownIn)).to.deep.equal([]);
    expect(unknownIn('rate(wl_no_such_thing_total[5m])')).to.deep.equal(['wl_no_such_thing_total']);
  });

  it('have for each alert a runbook, which names it, a summary and a severity', () => {
    expect(alerts.length).to.be.greaterThan(15);
    for (const { alert = '', annotations, labels } of alerts) {
      expect(['page', 'ticket'], alert).to.include(labels?.severity);
      expect(annotations?.summary, alert).to.be.a('string');
      const runbook = join(repository, annotations?.runbook_url ?? 'none');
      expect(existsSync(runbook), `${alert} -> ${annotations?.runbook_url}`).to.equal(true);
      if (alert !== 'Oversold') expect(readFileSync(runbook, 'utf8'), alert).to.include(`\`${alert}\``);
      expect(readFileSync(join(repository, 'docs/runbooks/README.md'), 'utf8')).to.include(`\`${alert}\``);
    }
  });

  it('have for each alert a unit test in which it fires, and one in which it is quiet', () => {
    const { firing, quiet } = testedAlerts();
    const names = alerts.map(({ alert = '' }) => alert);
    expect(names.filter((name) => !firing.has(name))).to.deep.equal([]);
    expect(names.filter((name) => !quiet.has(name))).to.deep.equal([]);
  });

  for (const board of ['sagas', 'services', 'infrastructure'] as const) {
    it(`draw in ${board} only what is there, each panel with a title, a unit and a place of its own`, () => {
      const panels = panelsOf(board);
      expect(panels.length).to.be.greaterThan(5);
      for (const { title, targets, fieldConfig } of panels) {
        expect(title).to.be.a('string').and.not.equal('');
        expect(fieldConfig.defaults.unit, title).to.be.a('string');
        expect(targets.length, title).to.be.greaterThan(0);
        for (const { expr } of targets) {
          expect(seriesIn(expr).length, expr).to.be.greaterThan(0);
          expect(unknownIn(expr), title).to.deep.equal([]);
        }
      }
      const places = panels.map(({ gridPos: { x, y } }) => `${x}/${y}`);
      expect(new Set(places).size).to.equal(places.length);
      expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).to.equal(true);
    });
  }
});
