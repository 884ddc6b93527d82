import { CommandError, type DeadLetter, type Timeline } from '@wanderluxe/infra/operate';
import type { Engine } from '../server/engine.ts';

/** What a fake engine answers; what a test leaves out is empty. */
export interface FakeParts extends Partial<Engine> {
  readonly timelines?: Readonly<Record<string, Timeline>>;
  letterList?: DeadLetter[];
}

export interface Decided {
  readonly ids: readonly string[];
  readonly action: string;
  readonly reason: string;
}

/** An engine that answers from memory, and remembers what was decided about its letters. */
export function fakeEngine(parts: FakeParts = {}): Engine & { readonly decided: Decided[] } {
  const decided: Decided[] = [];
  const { timelines = {}, letterList = [], ...others } = parts;
  let letters = letterList;
  return {
    decided,
    timeline: async (bookingId) => {
      const found = timelines[bookingId];
      if (found) return found;
      throw new CommandError(`no service knows a booking ${bookingId}`, {
        remedy: 'see which there are: ./wanderluxe bookings list',
      });
    },
    bank: async () => null,
    booking: async () => null,
    bookings: async () => [],
    payments: async () => [],
    holds: async () => [],
    resolve: async () => ({}),
    release: async () => ({}),
    properties: async () => [],
    nights: async () => ({ capacity: 0, nights: [] }),
    someStay: async () => null,
    letters: async () => letters,
    eventIn: async () => ({}),
    decide: async (about, action, reason) => {
      const ids = about.map(({ id }) => id);
      decided.push({ ids, action, reason });
      letters = letters.filter(({ id }) => !ids.includes(id));
    },
    examine: async () => [],
    lags: async () => [],
    readings: async () => [],
    ...others,
  };
}
