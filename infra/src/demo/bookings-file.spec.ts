import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../errors.ts';
import { repositoryRoot } from '../paths.ts';
import { parseBookings, readBookings, splitLine } from './bookings-file.ts';

const HEADER = 'booked_on,hotel,arrival_date,nights,average_daily_rate';

describe('the file of bookings', () => {
  it('is read in its order, its columns found by name, its numbers left as they are written', () => {
    const text = [
      'nights,average_daily_rate,hotel,country,booked_on,arrival_date',
      '3,134.70,City Hotel,PRT,2015-01-02,2015-07-01',
      '',
      '0,0,"Inn, ""The Old""",GBR,2015-01-03,2015-07-02',
    ].join('\r\n');
    expect(parseBookings(text)).to.deep.equal([
      {
        line: 2,
        bookedOn: '2015-01-02',
        hotel: 'City Hotel',
        arrivalDate: '2015-07-01',
        nights: 3,
        averageDailyRate: '134.70',
      },
      {
        line: 4,
        bookedOn: '2015-01-03',
        hotel: 'Inn, "The Old"',
        arrivalDate: '2015-07-02',
        nights: 0,
        averageDailyRate: '0',
      },
    ]);
  });

  it('tells when a booking was cancelled, if it was; not before it was made', () => {
    const header = `${HEADER},reservation_status,status_date`;
    const row = (status: string, day: string) => `2015-03-01,City Hotel,2015-07-01,3,70,${status},${day}`;
    const text = [
      header,
      row('Canceled', '2015-04-02'),
      row('Canceled', '2015-02-01'),
      row('Check-Out', '2015-07-04'),
      row('No-Show', '2015-07-01'),
    ].join('\n');
    expect(parseBookings(text).map(({ cancelledOn }) => cancelledOn)).to.deep.equal([
      '2015-04-02',
      '2015-03-01',
      undefined,
      undefined,
    ]);
    expect(() => parseBookings(`${header}\n${row('Canceled', 'soon')}`)).to.throw(
      CommandError,
      /status_date is "soon"/,
    );
  });

  it('keeps empty cells in their places', () => {
    expect(splitLine('a,,"",d,')).to.deep.equal(['a', '', '', 'd', '']);
  });

  it('names every column that is missing', () => {
    expect(() => parseBookings('hotel,nights\n')).to.throw(
      CommandError,
      'booked_on, arrival_date, average_daily_rate',
    );
  });

  it('names every line that cannot be read', () => {
    const text = `${HEADER}\n1 May,City Hotel,2015-07-01,3,70\n2015-01-02,City Hotel,2015-07-01,x,1e3\n`;
    expect(() => parseBookings(text)).to.throw(
      CommandError,
      /line 2: booked_on is "1 May"\nline 3: nights is "x"\nline 3: average_daily_rate is "1e3"/,
    );
  });

  it('of the project holds 14,938 bookings', () => {
    const rows = readBookings(join(repositoryRoot, 'datasets', 'hotel-bookings.csv.gz'));
    expect(rows).to.have.length(14_938);
    expect(new Set(rows.map(({ hotel }) => hotel))).to.have.keys('City Hotel', 'Resort Hotel');
  });
});
