import { expect } from 'chai';
import { bookingOf, type DemoBooking } from './booking.ts';
import { type BankEntry, type LedgerBooking, parseExact } from './engine-apis.ts';
import { moneyMismatches, refundsOf } from './money.ts';
import { judgeRooms } from './rooms.ts';

const booking = (line: number, arrivalDate: string, nights: number): DemoBooking =>
  bookingOf(
    { line, bookedOn: '2015-01-01', arrivalDate, hotel: 'h', nights, averageDailyRate: '10.5' },
    'tag',
  );

describe('the count of rooms', () => {
  const property = { id: 'h-tag', capacity: 1 };

  it('does not count the day of departure as a night', () => {
    const confirmed = [booking(2, '2015-02-27', 2), booking(3, '2015-03-01', 1)];
    expect(judgeRooms(property, confirmed)).to.deep.equal({
      ...property,
      peakRooms: 1,
      soldOutNights: 3,
      oversoldNights: 0,
      confirmed: 2,
    });
  });

  it('finds each oversold night', () => {
    const confirmed = [booking(2, '2015-02-01', 3), booking(3, '2015-02-02', 3)];
    expect(judgeRooms(property, confirmed)).to.include({ peakRooms: 2, oversoldNights: 2 });
  });
});

describe('the check of the money', () => {
  const asked = booking(2, '2015-02-01', 2); // 21.00 EUR
  const document = (status: LedgerBooking['status'], amount = '21.00'): LedgerBooking => ({
    ...{ _id: asked.bookingId, propertyId: asked.propertyId, status, auditLog: [] },
    payment: { amount, currency: 'EUR', status: 'CAPTURED' },
  });
  const entry = (kind: BankEntry['kind'], amount = '21.00', currency = 'EUR'): BankEntry => ({
    ...{ kind, amount, currency, reference: asked.bookingId },
  });

  const cases: [name: string, document: LedgerBooking | null, entries: BankEntry[], agrees: boolean][] = [
    ['confirmed and captured once', document('CONFIRMED'), [entry('CAPTURE')], true],
    ['failed and declined', document('FAILED'), [entry('DECLINE')], true],
    ['failed, captured and refunded', document('FAILED'), [entry('CAPTURE'), entry('REFUND')], true],
    ['cancelled, captured and refunded', document('CANCELLED'), [entry('CAPTURE'), entry('REFUND')], true],
    ['cancelled and still captured', document('CANCELLED'), [entry('CAPTURE')], false],
    [
      'cancelled and refunded twice',
      document('CANCELLED'),
      [entry('CAPTURE'), entry('REFUND'), entry('REFUND')],
      false,
    ],
    ['confirmed and not captured', document('CONFIRMED'), [], false],
    ['confirmed and captured twice', document('CONFIRMED'), [entry('CAPTURE'), entry('CAPTURE')], false],
    [
      'captured twice, one refunded',
      document('CONFIRMED'),
      [entry('CAPTURE'), entry('CAPTURE'), entry('REFUND')],
      false,
    ],
    ['failed and still captured', document('FAILED'), [entry('CAPTURE')], false],
    ['another amount at the bank', document('CONFIRMED'), [entry('CAPTURE', '20.99')], false],
    ['another currency at the bank', document('CONFIRMED'), [entry('CAPTURE', '21.00', 'USD')], false],
    ['another amount in the ledger', document('CONFIRMED', '21.01'), [entry('CAPTURE')], false],
    ['unknown to the ledger', null, [entry('CAPTURE')], false],
  ];
  for (const [name, own, entries, agrees] of cases) {
    it(`${agrees ? 'agrees' : 'disagrees'}: ${name}`, () => {
      const documents = new Map(own ? [[own._id, own]] : []);
      expect(moneyMismatches([asked], documents, entries)).to.have.length(agrees ? 0 : 1);
    });
  }

  it('counts the refunds of these bookings', () => {
    const other = { ...entry('REFUND'), reference: 'somebody else' };
    expect(refundsOf([asked], [entry('CAPTURE'), entry('REFUND'), other])).to.equal(1);
  });

  it('takes nothing for a complimentary stay', () => {
    const free = { ...asked, amount: '0.00' };
    const documents = new Map([[free.bookingId, document('CONFIRMED', '0.00')]]);
    expect(moneyMismatches([free], documents, [])).to.deep.equal([]);
  });

  it('reads amounts with all their digits', () => {
    expect(parseExact('{"payment":{"amount":9007199254740993.10},"version":3}')).to.deep.equal({
      payment: { amount: '9007199254740993.10' },
      version: 3,
    });
  });
});
