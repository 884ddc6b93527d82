import { expect } from 'chai';
import { Requests } from './requests.ts';

const options = { runTag: 'abc-1f', propertyIds: ['one', 'two'], today: '2030-01-01' };
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('Requests', () => {
  const requests = new Requests(options);

  it('writes a booking with everything that the gateway asks for', () => {
    const body = JSON.parse(requests.booking(4, 1).body);
    expect(body).to.include({ bookingId: 'b-abc-1f-4', propertyId: 'two', currency: 'EUR' });
    expect(Object.keys(body).sort()).to.deep.equal(
      ['amount', 'bookingId', 'checkInDate', 'checkOutDate', 'currency', 'propertyId', 'userId'].sort(),
    );
    expect(body.amount).to.be.above(0);
  });

  it('asks for stays of one to three nights within the year', () => {
    for (let booking = 0; booking < 600; booking += 1) {
      const { checkInDate, checkOutDate } = JSON.parse(requests.booking(booking, 0).body);
      expect((Date.parse(checkOutDate) - Date.parse(checkInDate)) / 86_400_000).to.be.within(1, 3);
      expect(checkInDate >= '2030-01-31' && checkOutDate <= '2031-01-01', checkInDate).to.equal(true);
    }
  });

  it('writes the same bytes under the same key when a booking is sent again', () => {
    expect(requests.booking(9, 0)).to.deep.equal(requests.booking(9, 0));
    expect(requests.booking(9, 0).key).to.match(UUID_V4);
  });

  it('gives every booking and every cancellation a key of its own', () => {
    const keys = [1, 2, 4_095, 4_096].flatMap((booking) => [
      requests.booking(booking, 0).key,
      requests.cancellation(booking).key,
    ]);
    for (const key of keys) expect(key).to.match(UUID_V4);
    expect(new Set(keys).size).to.equal(keys.length);
    expect(new Requests(options).booking(1, 0).key).not.to.equal(requests.booking(1, 0).key);
  });

  it('knows its own bookings by their id', () => {
    expect(requests.numberOf(requests.bookingId(17))).to.equal(17);
    expect(['b-abd-1f-17', 'b-abc-1f-x', 'other'].map((id) => requests.numberOf(id))).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
