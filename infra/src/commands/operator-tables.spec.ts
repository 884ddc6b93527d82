import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { doctorLines } from './doctor.ts';
import { holdLines } from './holds.ts';
import { lagLines } from './lag.ts';
import { nightLines, type OversellReport, planLines } from './oversell.ts';
import { paymentLines } from './payments.ts';

const oversold: OversellReport = {
  propertiesLookedAt: 1,
  complete: true,
  oversold: [
    {
      propertyId: 'hotel',
      capacity: 1,
      nights: [{ date: '2026-06-10', sold: 3 }],
      plan: [
        {
          ...{
            bookingId: 'b-1',
            userId: 'u-1',
            state: 'HELD',
            confirmedAt: null,
            amount: '12.5',
            currency: 'EUR',
          },
          ...{ checkIn: '2026-06-10', checkOut: '2026-06-11' },
        },
      ],
    },
  ],
};
const nothing: OversellReport = { propertiesLookedAt: 1, complete: true, oversold: [] };

describe('the tables of the operator', () => {
  it('of what is oversold: a line a night, a line a booking to move, none when all is well', () => {
    expect(nightLines(oversold)).to.deep.equal([
      'property  night       rooms  sold',
      'hotel     2026-06-10      1     3',
    ]);
    expect(planLines(oversold)[1]).to.match(/^hotel +b-1 +u-1 +HELD +- +2026-06-10 to 2026-06-11 +12.5 EUR$/);
    expect([...nightLines(nothing), ...planLines(nothing)]).to.deep.equal([]);
  });

  it('of holds', () => {
    const hold = { bookingId: 'b-1', propertyId: 'hotel', amount: '12.5', currency: 'EUR' };
    const stay = { checkIn: '2026-06-10', checkOut: '2026-06-11' };
    const times = { holdExpiresAt: '2026-01-01T00:00:00.000Z', expiryRequestedAt: null };
    expect(holdLines([{ ...hold, ...stay, ...times }])[1]).to.match(
      /^b-1 +hotel +2026-06-10 to 2026-06-11 +2026-01-01T00:00:00.000Z +-$/,
    );
    expect(holdLines([])).to.deep.equal([]);
  });

  it('of payments', () => {
    const payment = {
      ...{
        bookingId: 'b-1',
        propertyId: 'hotel',
        createdAt: 'before',
        status: 'UNKNOWN',
        intent: 'capture',
        amount: '12.50',
        currency: 'EUR',
      },
      ...{ attempts: 2, refundAttempts: 0, unknownSince: null, updatedAt: 'then', detail: 'timeout' },
    };
    expect(paymentLines([payment])[1]).to.match(/^b-1 +UNKNOWN +to capture +12.50 EUR +2\/0 +then +timeout$/);
    expect(paymentLines([])).to.deep.equal([]);
  });

  it('of lag', () => {
    expect(
      lagLines([{ group: 'payment', topic: 'a.topic', isRetry: false, lag: 12, records: 100 }]),
    ).to.deep.equal(['group    topic    lag  records', 'payment  a.topic   12      100']);
  });

  it('of what the doctor saw, and what to do about what is not well', () => {
    const stream = new PassThrough() as unknown as NodeJS.WriteStream;
    const lines = doctorLines(
      [
        { what: 'kafka', verdict: 'ok', detail: 'healthy', remedy: '' },
        { what: 'topics', verdict: 'fault', detail: 'missing: a', remedy: './wanderluxe schemas push' },
      ],
      stream,
    );
    expect(lines).to.deep.equal([
      'kafka   ok     healthy',
      'topics  fault  missing: a',
      '',
      'what to do:',
      '  topics  ./wanderluxe schemas push',
    ]);
  });
});
