import { describeRule, itAllows } from '../testing/breaks.ts';
import { bankEntry, changed, event, record, row } from '../testing/good-evidence.ts';
import { money } from './i04-money.ts';
import { compensations } from './i05-compensations.ts';

describeRule(money, {
  'a booking captured twice': [
    ({ bank }) => ({ bank: [...bank, bankEntry('paid', 'CAPTURE')] }),
    'captured 2 times',
  ],
  'money kept for a booking that failed': [
    ({ bank }) => ({ bank: [...bank, bankEntry('broke', 'CAPTURE')] }),
    'FAILED: the bank kept 125000 of 0',
  ],
  'a confirmed booking that was never charged': [
    ({ bank }) => ({ bank: bank.filter(({ reference }) => reference !== 'paid') }),
    'CONFIRMED: the bank kept 0 of 125000',
  ],
  'a capture of another amount': [
    ({ bank }) => ({ bank: [bank[0]!, bankEntry('paid', 'CAPTURE', '12.49')] }),
    'CAPTURE of 12.49 USD, asked 12.5 USD',
  ],
  'a refund of what was never captured': [
    ({ bank }) => ({ bank: [...bank, bankEntry('broke', 'REFUND')] }),
    'refunded 1 times, captured 0 times',
  ],
  'another amount in the ledger': [
    ({ bookings }) => ({ bookings: changed(bookings, 'paid', { amount: '12.51' }) }),
    'the ledger says 12.51 USD',
  ],
});

const released = record('inventory.released', 1, event('paid', 'INVENTORY_RELEASED', 10));

describeRule(compensations, {
  'rooms kept for a booking that failed': [
    ({ reservations }) => ({ reservations: changed(reservations, 'broke', { state: 'HELD' }) }),
    'FAILED, its rooms are HELD',
  ],
  'rooms that never became firm': [
    ({ reservations }) => ({ reservations: changed(reservations, 'paid', { state: 'HELD' }) }),
    'CONFIRMED, its rooms are HELD',
  ],
  'a release that nobody was told of': [
    ({ records }) => ({ records: records.filter(({ topic }) => topic !== 'inventory.released') }),
    'release events: 0 instead of 1',
  ],
  'a release of a confirmed booking': [
    ({ records }) => ({ records: [...records, released] }),
    'release events: 1 instead of 0',
  ],
  'a capture of a failed booking that was not refunded': [
    ({ bank }) => ({ bank: [...bank, bankEntry('broke', 'CAPTURE')] }),
    'refunds at the bank: 0 instead of 1',
  ],
  'a refund that nobody was told of': [
    ({ bank }) => ({ bank: [...bank, bankEntry('broke', 'CAPTURE'), bankEntry('broke', 'REFUND')] }),
    'refund events: 0 instead of 1',
  ],
  'a change that was made twice': [
    ({ outbox, records }) => ({
      outbox: [
        ...outbox,
        row(
          'inventory',
          records.filter(({ topic }) => topic === 'inventory.released'),
        ),
      ],
    }),
    'inventory said INVENTORY_RELEASED of broke in 2 outbox rows',
  ],
});

describe('what the rules about money allow', () => {
  itAllows(compensations, 'a release delivered twice', ({ records }) => ({
    records: [...records, ...records.filter(({ topic }) => topic === 'inventory.released')],
  }));

  itAllows(compensations, 'a release said again because somebody asked', ({ outbox, records }) => {
    const released = records.filter(({ topic }) => topic === 'inventory.released');
    const again = row('inventory', released);
    return {
      outbox: [...outbox, { ...again, records: again.records.map((one) => ({ ...one, isSaidAgain: true })) }],
    };
  });
});
