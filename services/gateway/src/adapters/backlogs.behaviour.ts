import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { BacklogGauge } from '../ports.ts';

export interface BacklogsFixture {
  readonly backlogs: BacklogGauge;
  /** Two groups that hear the same topic. */
  readonly groups: readonly [string, string];
  write(records: number): Promise<void>;
  /** The group commits what it has done, so many records in all. */
  finish(group: string, records: number): Promise<void>;
  setAway(isAway: boolean): Promise<void>;
}

/** What every view of the downstream groups promises. */
export function describeBacklogsBehaviour(name: string, make: () => Promise<BacklogsFixture>): void {
  describe(`BacklogGauge: ${name}`, () => {
    let fixture: BacklogsFixture;
    before(async () => {
      fixture = await make();
    });

    it('counts for each group what was written and what it has done, over all partitions', async () => {
      const [one, other] = fixture.groups;
      await fixture.write(7);
      await fixture.finish(one, 5);
      await fixture.finish(other, 2);
      await eventually(async () =>
        expect(await fixture.backlogs.read()).to.deep.equal({
          [one]: { written: 7, done: 5 },
          [other]: { written: 7, done: 2 },
        }),
      );
    });

    it('says when it cannot tell, and can again afterwards', async () => {
      await fixture.setAway(true);
      const fault = await fixture.backlogs.read().catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(DependencyUnavailableError);
      await fixture.setAway(false);
      await eventually(async () => expect(Object.keys(await fixture.backlogs.read())).to.have.length(2));
    });
  });
}
