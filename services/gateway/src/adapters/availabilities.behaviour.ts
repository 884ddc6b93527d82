import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { firstStep } from '@wanderluxe/runtime';
import { expect } from 'chai';
import type { Availabilities } from '../ports.ts';

const asked = { propertyId: 'prop-1', from: '2026-12-31', to: '2027-01-02' };
const traceparent = firstStep();

export interface AvailabilitiesFixture {
  readonly availabilities: Availabilities;
  /** Makes the inventory know an empty property. */
  open(propertyId: string, capacity: number): void;
  setAway(isAway: boolean): void;
}

/** What every view of the inventory promises. */
export function describeAvailabilitiesBehaviour(name: string, make: () => AvailabilitiesFixture): void {
  describe(`Availabilities: ${name}`, () => {
    let fixture: AvailabilitiesFixture;
    before(() => {
      fixture = make();
      fixture.open('prop-1', 7);
    });
    afterEach(() => fixture.setAway(false));

    it('gives the nights from the first to the one before the last day', async () => {
      expect(await fixture.availabilities.of(asked, traceparent)).to.deep.equal({
        propertyId: 'prop-1',
        capacity: 7,
        nights: [
          { date: '2026-12-31', free: 7 },
          { date: '2027-01-01', free: 7 },
        ],
      });
    });

    it('gives nothing for an unknown property', async () => {
      expect(await fixture.availabilities.of({ ...asked, propertyId: 'prop-2' }, traceparent)).to.equal(
        undefined,
      );
    });

    it('says that the inventory is away', async () => {
      fixture.setAway(true);
      const fault = await fixture.availabilities.of(asked, traceparent).catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(DependencyUnavailableError);
    });
  });
}
