import { expect } from 'chai';
import { checkSteps } from './checks.ts';
import { filterPackages, type WorkspacePackage, workspacePackages } from './packages.ts';

const own = (name: string, ...scripts: string[]): WorkspacePackage => ({
  name,
  folder: `/repo/${name}`,
  scripts,
  hasSpecs: true,
});

describe('workspacePackages', () => {
  it('lists the root, then the contracts, and the system tests last', () => {
    const names = workspacePackages().map(({ name }) => name);
    expect(names.slice(0, 2)).to.deep.equal(['wanderluxe-engine', '@wanderluxe/schemas']);
    expect(names.at(-1)).to.equal('@wanderluxe/system-tests');
    expect(names).to.include.members(['@wanderluxe/infra', '@wanderluxe/gateway', '@wanderluxe/messaging']);
  });
});

describe('filterPackages', () => {
  const all = [own('@wanderluxe/infra'), own('@wanderluxe/payment')];

  it('takes the whole name or its last part, and all without a filter', () => {
    expect(filterPackages(all, '@wanderluxe/infra')).to.deep.equal([all[0]]);
    expect(filterPackages(all, 'payment')).to.deep.equal([all[1]]);
    expect(filterPackages(all, undefined)).to.deep.equal(all);
  });

  it('says which packages there are when the name is wrong', () => {
    expect(() => filterPackages(all, 'pay')).to.throw('no package is called "pay"');
  });
});

describe('checkSteps', () => {
  it('runs lint, typecheck and every script that begins with check', () => {
    const steps = checkSteps([own('a', 'typecheck', 'test', 'build'), own('b', 'check:generated')], '/logs');
    expect(steps.map(({ name }) => name)).to.deep.equal(['typecheck a', 'check:generated b']);
  });

  it("leaves out the root's typecheck, which is all the others again", () => {
    const steps = checkSteps([own('root', 'lint', 'typecheck', 'check:links')], '/logs');
    expect(steps.map(({ name }) => name)).to.deep.equal(['lint root', 'check:links root']);
  });

  it('gives each check a log of its own', () => {
    const logs = checkSteps([own('@w/a', 'typecheck', 'check:b'), own('@w/b', 'typecheck')], '/logs').map(
      ({ log }) => log,
    );
    expect(new Set(logs).size).to.equal(3);
  });
});
