import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { rulesIn } from '../alerts/rule-files.ts';
import { repository } from '../harness/documented-commands.ts';
import { faults } from './faults/index.ts';
import { readResults } from './files.ts';
import { pageOf } from './page.ts';
import { promisesKept } from './result.ts';

const evidence = join(repository, 'docs/evidence');

describe('the drill in docs/evidence', () => {
  const results = readResults(evidence);

  it('is told by a page that is what its results say: else run main.ts --page', () => {
    expect(readFileSync(join(evidence, 'drill.md'), 'utf8')).to.equal(pageOf(results));
  });

  it('has every fault, with the alert that fired and the promises kept', () => {
    expect(results.map(({ name }) => name)).to.deep.equal(faults.map(({ name }) => name));
    for (const result of results) {
      expect(result.alert.alert).to.equal(faults.find(({ name }) => name === result.name)?.alert);
      expect(result.alert.firingAfterS, result.name).to.be.a('number');
      expect(result.steps.length, result.name).to.be.greaterThan(2);
      expect(promisesKept(result), result.name).to.equal(true);
    }
  });

  it('follows the runbook that the alert names, with commands that are in it', () => {
    const alerts = rulesIn('alerts.yml');
    for (const { alert, runbook, name } of faults) {
      const rule = alerts.find((one) => one.alert === alert);
      expect(rule?.annotations?.runbook_url).to.equal(`docs/runbooks/${runbook}`);
      const text = readFileSync(join(repository, 'docs/runbooks', runbook), 'utf8');
      const steps = results.find((result) => result.name === name)?.steps ?? [];
      for (const { what } of steps.filter(({ exit }) => exit !== null))
        expect(text, name).to.include(what.split(' ').slice(0, 3).join(' '));
    }
  });
});
