import { expect } from 'chai';
import { bodyOf, bookingOf, hotelSlug, newRunTag } from './booking.ts';
import type { BookingRow } from './bookings-file.ts';

const row: BookingRow = {
  line: 12,
  bookedOn: '2015-01-02',
  hotel: 'City Hotel',
  arrivalDate: '2016-02-27',
  nights: 4,
  averageDailyRate: '77.54',
};

describe('the booking of a row', () => {
  it('has ids marked with the run, a check-out date, and an exact amount', () => {
    expect(bookingOf(row, 'tag')).to.include({
      bookingId: 'b-tag-000012',
      propertyId: 'city-hotel-tag',
      amount: '310.16',
      checkInDate: '2016-02-27',
      checkOutDate: '2016-03-02',
      bookedOn: '2015-01-02',
    });
  });

  it('writes the amount into the body with all its digits', () => {
    const body = bodyOf({ ...bookingOf(row, 'tag'), amount: '9007199254740993.10' });
    expect(body).to.contain('"amount":9007199254740993.10}');
    expect(JSON.parse(body)).to.have.keys(
      ...['bookingId', 'propertyId', 'userId', 'amount', 'currency', 'checkInDate', 'checkOutDate'],
    );
  });

  it('leaves a day that does not exist for the gateway to refuse', () => {
    const { checkInDate, checkOutDate } = bookingOf({ ...row, arrivalDate: '2016-99-99' }, 'tag');
    expect([checkInDate, checkOutDate]).to.deep.equal(['2016-99-99', '2016-99-99']);
  });

  it('has ids of the pattern that the API takes, whatever the hotel is called', () => {
    for (const hotel of ['Ünïcode & Söhne', '--', 'x'.repeat(200)]) {
      const { propertyId, bookingId } = bookingOf({ ...row, hotel }, newRunTag(Date.now()));
      expect(propertyId).to.match(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
      expect(bookingId).to.match(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    }
    expect(hotelSlug('City Hotel')).to.equal('city-hotel');
  });
});
