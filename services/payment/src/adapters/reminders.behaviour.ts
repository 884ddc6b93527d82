import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { eventually, freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Reminder, Reminders, Turn } from '../ports.ts';

export interface RemindersUnderTest {
  readonly reminders: Reminders;
  /** Lets turns be taken when they are due. */
  run(takeTurn: (reminder: Reminder) => Promise<Turn>): Promise<void>;
  /** The queue's server is lost; the last call of a test. */
  away(): Promise<void>;
}

const DONE: Turn = { done: true };
const inquiryOf = (bookingId = freshId('b')): Reminder => ({
  bookingId,
  due: 'inquiry',
  traceId: 'a'.repeat(32),
});

/** What every queue of reminders does. */
export function describeRemindersBehaviour(name: string, makeIt: () => Promise<RemindersUnderTest>): void {
  describe(`reminders: ${name}`, () => {
    let queue: RemindersUnderTest;
    beforeEach(async () => {
      queue = await makeIt();
    });

    it('takes a turn once for each booking and kind, however often it was scheduled', async () => {
      const [first, second] = [inquiryOf(), inquiryOf('4711')];
      const refund: Reminder = { ...first, due: 'refund' };
      await queue.reminders.schedule([first, second, first]);
      await queue.reminders.schedule([second, refund]);
      const taken: Reminder[] = [];
      await eventually(async () => {
        await queue.run(async (reminder) => {
          taken.push(reminder);
          return DONE;
        });
        expect(taken).to.have.deep.members([first, second, refund]);
      });
    });

    it('takes another turn until it is done, over failures', async () => {
      const answers: (() => Promise<Turn>)[] = [
        async () => ({ done: false }),
        () => Promise.reject(new Error('bank away')),
        async () => ({ done: false, attempt: 1 }),
      ];
      let turns = 0;
      await queue.reminders.schedule([inquiryOf()]);
      await eventually(async () => {
        await queue.run(() => answers[turns++]?.() ?? Promise.resolve(DONE)).catch(() => {});
        expect(turns).to.equal(4);
      });
    });

    it('takes a booking again that was done before', async () => {
      const reminder = inquiryOf();
      let turns = 0;
      const takeTurn = async () => {
        turns += 1;
        return DONE;
      };
      for (const expected of [1, 2]) {
        await eventually(async () => {
          await queue.reminders.schedule([reminder]);
          await queue.run(takeTurn);
          expect(turns).to.be.at.least(expected);
        });
      }
    });

    it('tells which are missing: never scheduled, of the other kind, or done', async () => {
      const [there, never] = [inquiryOf(), inquiryOf()];
      const refund: Reminder = { ...there, due: 'refund' };
      await queue.reminders.schedule([there]);
      expect(await queue.reminders.missing([there, never, refund])).to.deep.equal([never, refund]);
      await eventually(async () => {
        await queue.run(async () => DONE);
        expect(await queue.reminders.missing([there])).to.deep.equal([there]);
      });
      expect(await queue.reminders.missing([])).to.deep.equal([]);
    });

    it('says so when reminders may be missing', async () => {
      await queue.away();
      for (const call of [queue.reminders.schedule([inquiryOf()]), queue.reminders.missing([inquiryOf()])]) {
        expect(await call.catch((error: unknown) => error)).to.be.instanceOf(DependencyUnavailableError);
      }
    });
  });
}
