import { expect } from 'chai';
import { type ActiveAlert, AlertLog } from './alert-log.ts';

const down = (state: ActiveAlert['state']): ActiveAlert => ({
  labels: { alertname: 'ServiceDown', instance: 'payment', severity: 'page' },
  state,
});

describe('AlertLog', () => {
  it('keeps when an alert was pending, firing and resolved', () => {
    const log = new AlertLog();
    for (const [active, atMs] of [
      [[], 1],
      [[down('pending')], 2],
      [[down('pending')], 3],
      [[down('firing')], 4],
      [[down('firing')], 5],
    ] as const)
      log.see(active, atMs);
    expect(log.isFiring('ServiceDown')).to.equal(true);
    log.see([], 6);
    const [one] = log.seen;
    expect(log.seen).to.have.length(1);
    expect(one).to.deep.equal({
      ...{ alert: 'ServiceDown', of: 'payment', pendingAtMs: 2, firingAtMs: 4, resolvedAtMs: 6 },
    });
    expect([log.isFiring('ServiceDown'), log.fired('ServiceDown')]).to.deep.equal([false, one]);
  });

  it('does not call fired what was only pending', () => {
    const log = new AlertLog();
    log.see([down('pending')], 1);
    log.see([], 2);
    expect([log.fired('ServiceDown'), log.isFiring('ServiceDown')]).to.deep.equal([undefined, false]);
    expect(log.seen).to.have.length(1);
  });

  it('takes one that comes back for another, and keeps two instances apart', () => {
    const log = new AlertLog();
    const other = { ...down('firing'), labels: { alertname: 'ServiceDown', instance: 'gateway' } };
    log.see([down('firing')], 1);
    log.see([other], 2);
    log.see([down('firing'), other], 3);
    expect(log.seen.map(({ of, pendingAtMs }) => `${of} ${pendingAtMs}`)).to.deep.equal([
      ...['payment 1', 'gateway 2', 'payment 3'],
    ]);
  });
});
