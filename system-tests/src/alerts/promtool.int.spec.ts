import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPrometheus, silent } from '@wanderluxe/infra';
import { expect } from 'chai';
import { prometheusFolder } from './rule-files.ts';

describe('promtool', function promtoolChecks() {
  // Fetching takes its time, and so do seven hours of evaluations on a busy machine.
  this.timeout(300_000);
  let promtool: string;
  before(async () => {
    ({ promtool } = await installPrometheus(silent));
  });

  const run = (cwd: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(promtool, args, { cwd, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  it('accepts the rules and the configuration that names them', () => {
    for (const args of [
      ['check', 'rules', 'recording.yml', 'alerts.yml'],
      ['check', 'config', 'prometheus.yml'],
    ]) {
      const { status, said } = run(prometheusFolder, ...args);
      expect(status, said).to.equal(0);
    }
  });

  it('sees each alert fire and be quiet as the unit tests of the rules say', () => {
    const { status, said } = run(prometheusFolder, 'test', 'rules', 'alerts.test.yml');
    expect(status, said).to.equal(0);
  });

  it('sees it when an alert is broken', () => {
    const copy = mkdtempSync(join(tmpdir(), 'wanderluxe-rules-'));
    try {
      for (const name of ['recording.yml', 'alerts.yml', 'alerts.test.yml']) {
        const text = readFileSync(join(prometheusFolder, name), 'utf8');
        writeFileSync(
          join(copy, name),
          text.replace('wl_inventory_oversold_nights) > 0', 'wl_inventory_oversold_nights) > 9'),
        );
      }
      const { status, said } = run(copy, 'test', 'rules', 'alerts.test.yml');
      expect([status, said.includes('alertname: Oversold')]).to.deep.equal([1, true]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
