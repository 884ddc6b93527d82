import { DEFAULT_BEHAVIOUR, fateOf, isDeclined } from '@wanderluxe/infra/bank';
import { expect } from 'chai';
import { mergedBehaviour } from '../chaos/faults/bank-faults.ts';
import { bankBehaviour, idWithFate } from './fates.ts';

const behaviour = { ...DEFAULT_BEHAVIOUR, ...mergedBehaviour([bankBehaviour]) };

describe('idWithFate', () => {
  for (const [fate, declined, first] of [
    ['captured', false, 'answer'],
    ['declined', true, 'answer'],
    ['lost', false, 'reset'],
    ['hanging', false, 'hang'],
  ] as const) {
    it(`picks ids whose first charge is ${fate}, and whose refund is answered`, () => {
      for (const prefix of ['a', 'b', 'c', 'd', 'e']) {
        const id = idWithFate(prefix, fate);
        expect(id).to.match(new RegExp(`^${prefix}-\\d+$`));
        expect(isDeclined(behaviour, `charge-${id}`)).to.equal(declined);
        expect(fateOf(behaviour, `charge-${id}`, 1)).to.equal(first);
        expect(fateOf(behaviour, `refund-${id}`, 1)).to.equal('answer');
      }
    });
  }
});
