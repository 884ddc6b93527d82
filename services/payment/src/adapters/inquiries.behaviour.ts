import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { eventually, freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Inquiries } from '../ports.ts';

export interface InquiriesUnderTest {
  readonly inquiries: Inquiries;
  /** Lets inquiries run when they are due; `resolve` answers whether the payment is resolved. */
  run(resolve: (bookingId: string) => Promise<boolean>): Promise<void>;
  /** The queue's server is lost; the last call of a test. */
  away(): Promise<void>;
}

/** What every queue of inquiries does. */
export function describeInquiriesBehaviour(name: string, makeIt: () => Promise<InquiriesUnderTest>): void {
  describe(`inquiries: ${name}`, () => {
    let queue: InquiriesUnderTest;
    beforeEach(async () => {
      queue = await makeIt();
    });

    it('runs an inquiry once for each booking, however often it was scheduled', async () => {
      const [first, second] = [freshId('b'), '4711'];
      await queue.inquiries.schedule([first, second, first]);
      await queue.inquiries.schedule([second]);
      const ran: string[] = [];
      await eventually(async () => {
        await queue.run(async (bookingId) => ran.push(bookingId) > 0);
        expect(ran).to.have.members([first, second]);
      });
    });

    it('runs it again until the payment is resolved, over failures', async () => {
      const bookingId = freshId('b');
      const answers = [async () => false, () => Promise.reject(new Error('bank away')), async () => true];
      let runs = 0;
      await queue.inquiries.schedule([bookingId]);
      await eventually(async () => {
        await queue.run(() => answers[runs++]?.() ?? Promise.resolve(true)).catch(() => {});
        expect(runs).to.equal(3);
      });
    });

    it('takes a booking again that was resolved before', async () => {
      const bookingId = freshId('b');
      let runs = 0;
      const resolve = async () => {
        runs += 1;
        return true;
      };
      for (const expected of [1, 2]) {
        await eventually(async () => {
          await queue.inquiries.schedule([bookingId]);
          await queue.run(resolve);
          expect(runs).to.be.at.least(expected);
        });
      }
    });

    it('says so when reminders may be missing', async () => {
      await queue.away();
      const failure = await queue.inquiries.schedule([freshId('b')]).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(DependencyUnavailableError);
    });
  });
}
