import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryRoot } from '../paths.ts';
import { bookingOf } from './booking.ts';
import { readBookings } from './bookings-file.ts';
import { replaySpans } from './replay-spans.ts';

let line = 1;
const booking = (bookedOn: string, cancelledOn?: string, arrivalDate = '2015-12-01') => {
  line += 1;
  const row = { line, bookedOn, arrivalDate, hotel: 'h', nights: 1, averageDailyRate: '1' };
  return bookingOf({ ...row, ...(cancelledOn && { cancelledOn }) }, 'tag');
};
const namesOf = (spans: ReturnType<typeof replaySpans>, ...known: ReturnType<typeof booking>[]) =>
  spans.map(({ actions }) => actions.map(({ kind, booking: own }) => `${kind} ${known.indexOf(own)}`));

describe('replaySpans', () => {
  it('lets guests cancel on their days: after what is booked on that day, before what is booked later', () => {
    const a = booking('2015-01-01', '2015-01-02');
    const b = booking('2015-01-02', '2015-01-02');
    const c = booking('2015-01-02');
    const d = booking('2015-01-03', '2015-05-01');
    expect(namesOf(replaySpans([a, b, c, d], true), a, b, c, d)).to.deep.equal([
      ['book 0', 'book 1', 'book 2', 'cancel 0', 'cancel 1', 'book 3', 'cancel 3'],
    ]);
  });

  it('cancels in the order of the days, not of the bookings', () => {
    const [late, early] = [booking('2015-01-01', '2015-03-01'), booking('2015-01-01', '2015-02-01')];
    const last = booking('2015-04-01');
    expect(namesOf(replaySpans([late, early, last], true), late, early, last)).to.deep.equal([
      ['book 0', 'book 1', 'cancel 1', 'cancel 0', 'book 2'],
    ]);
  });

  it('carries a cancellation over to the span of its day', () => {
    const a = booking('2015-01-01', '2016-02-01', '2015-02-01');
    const b = booking('2016-01-01', undefined, '2017-06-01');
    expect(namesOf(replaySpans([a, b], true), a, b)).to.deep.equal([['book 0'], ['book 1', 'cancel 0']]);
  });

  it('cancels nothing unless it is asked to, and knows no bookings', () => {
    const a = booking('2015-01-01', '2015-01-02');
    expect(namesOf(replaySpans([a], false), a)).to.deep.equal([['book 0']]);
    expect(replaySpans([], true)).to.deep.equal([]);
  });

  it('replays each real booking once, and each real cancellation once, after its booking', () => {
    const rows = readBookings(join(repositoryRoot, 'datasets', 'hotel-bookings.csv.gz'));
    const actions = replaySpans(
      rows.map((row) => bookingOf(row, 'tag')),
      true,
    ).flatMap((span) => span.actions);
    const cancelled = actions
      .filter(({ kind }) => kind === 'cancel')
      .map(({ booking: own }) => own.bookingId);
    expect(actions.length - cancelled.length).to.equal(rows.length);
    expect(cancelled.length).to.equal(rows.filter((row) => row.cancelledOn !== undefined).length);
    expect(new Set(cancelled).size).to.equal(cancelled.length);
    const booked = new Set<string>();
    for (const { kind, booking: own } of actions) {
      if (kind === 'book') booked.add(own.bookingId);
      else expect(booked.has(own.bookingId), own.bookingId).to.equal(true);
    }
  });
});
