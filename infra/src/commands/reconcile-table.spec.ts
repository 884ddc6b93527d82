import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { type ReconcileAnswer, reconcileTable } from './reconcile-table.ts';

const answer = (service: string, checks: ReconcileAnswer['checks']): ReconcileAnswer => ({
  service,
  dryRun: false,
  found: 0,
  repaired: 0,
  checks,
});

describe('reconcileTable', () => {
  const plain = (answers: ReconcileAnswer[]) =>
    reconcileTable(answers, new PassThrough() as unknown as NodeJS.WriteStream).split('\n');

  it('has a line for each check, and then what was found', () => {
    const lines = plain([
      answer('inventory', [
        { check: 'outbox', found: 0, repaired: 0, findings: [] },
        {
          ...{ check: 'counters', found: 2, repaired: 2, findings: [{ propertyId: 'a' }] },
          notes: { lookedAt: 3, notLoaded: 1 },
        },
      ]),
      answer('payment', [{ check: 'outbox', found: 1, repaired: 0, findings: [{ unpublishedRows: 1 }] }]),
    ]);
    expect(lines).to.deep.equal([
      'service    check     found  repaired',
      'inventory  outbox    0      0',
      'inventory  counters  2      2         lookedAt 3, notLoaded 1',
      'payment    outbox    1      0',
      'inventory counters: {"propertyId":"a"}',
      'payment outbox: {"unpublishedRows":1}',
    ]);
  });

  it('shows some of many findings, and says how many more there are', () => {
    const findings = Array.from({ length: 12 }, (_, index) => ({ index }));
    const lines = plain([answer('payment', [{ check: 'outbox', found: 12, repaired: 12, findings }])]);
    expect(lines).to.have.length(2 + 10 + 1);
    expect(lines.at(-1)).to.equal('payment outbox: and 2 more, see --json');
  });
});
