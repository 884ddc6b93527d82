import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryRoot } from '../paths.ts';
import { bookingOf } from './booking.ts';
import { readBookings } from './bookings-file.ts';
import { clockSpans } from './clock-spans.ts';

const booking = (bookedOn: string, arrivalDate: string) =>
  bookingOf({ line: 2, bookedOn, arrivalDate, hotel: 'h', nights: 1, averageDailyRate: '1' }, 'tag');

const daysOf = (...bookings: ReturnType<typeof booking>[]) =>
  clockSpans(bookings).map(({ day, bookings: own }) => [day, own.length]);

describe('clockSpans', () => {
  it('keeps the clock on one day while every booking is judged there as on its own day', () => {
    expect(daysOf(booking('2015-01-01', '2015-01-01'), booking('2015-03-01', '2016-03-01'))).to.deep.equal([
      ['2015-01-01', 2],
    ]);
  });

  it('moves the clock when a check-in would be too far ahead', () => {
    expect(daysOf(booking('2015-01-01', '2015-02-01'), booking('2016-01-01', '2017-06-01'))).to.deep.equal([
      ['2015-01-01', 1],
      ['2016-01-01', 1],
    ]);
  });

  it('lets a booking made after its own check-in be refused as that', () => {
    expect(daysOf(booking('2015-01-01', '2015-02-01'), booking('2015-03-01', '2015-02-15'))).to.deep.equal([
      ['2015-01-01', 1],
      ['2015-03-01', 1],
    ]);
  });

  it('moves the clock a few times only for all real bookings, keeping their order', () => {
    const rows = readBookings(join(repositoryRoot, 'datasets', 'hotel-bookings.csv.gz'));
    const bookings = rows.map((row) => bookingOf(row, 'tag'));
    const spans = clockSpans(bookings);
    expect(spans.length).to.be.within(2, 10);
    expect(spans.flatMap((span) => span.bookings)).to.deep.equal(bookings);
  });
});
