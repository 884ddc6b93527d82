import { expect } from 'chai';
import { KEPT_SECONDS } from './live.ts';
import { LiveWindow } from './live-window.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const outcome = (bookingId: string, atMs: number) => ({
  bookingId,
  propertyId: 'hotel',
  kind: 'CONFIRMED' as const,
  reason: null,
  amount: '10',
  currency: 'EUR',
  atMs,
});
const failure = (bookingId: string, reason: string) => ({
  ...outcome(bookingId, NOW),
  kind: 'FAILED' as const,
  reason,
});

describe('LiveWindow', () => {
  let window: LiveWindow;
  beforeEach(() => {
    window = new LiveWindow(NOW);
  });

  it('counts what comes in the second in which it comes, and times it by its records', () => {
    window.arrive('b-1', NOW);
    window.arrive('b-2', NOW + 100);
    window.end(outcome('b-1', NOW + 40));
    const [second] = window.tick(NOW + 1_000).seconds;
    expect(second).to.deep.equal({
      ...{ atMs: NOW, arrived: 2, confirmed: 1, failed: 0, cancelled: 0, p50Ms: 40, p99Ms: 40 },
    });
    expect(window.whole().headline).to.include({ open: 1, arrivedInAll: 2, endedInAll: 1, p50Ms: 40 });
  });

  it('shows the seconds in which nothing happened, too', () => {
    window.tick(NOW + 1_000);
    const { seconds } = window.tick(NOW + 4_999);
    expect(seconds.map(({ atMs }) => atMs)).to.deep.equal([NOW + 1_000, NOW + 2_000, NOW + 3_000]);
    expect(seconds[0]).to.include({ arrived: 0, p50Ms: null });
  });

  it('tells nothing new before a second is over', () => {
    window.arrive('b-1', NOW);
    expect(window.tick(NOW + 999).seconds).to.deep.equal([]);
  });

  it('times an outcome that is heard before its request', () => {
    window.end(outcome('b-1', NOW + 70));
    window.arrive('b-1', NOW);
    const { seconds, headline, recent } = window.tick(NOW + 1_000);
    expect(seconds[0]).to.include({ arrived: 1, confirmed: 1, p50Ms: 70 });
    expect([headline.open, recent[0]?.tookMs]).to.deep.equal([0, null]);
  });

  it('averages rates over ten seconds and times over a minute', () => {
    for (let index = 0; index < 20; index += 1) window.arrive(`b-${index}`, NOW);
    expect(window.tick(NOW + 1_000).headline.arrivedPerSecond).to.equal(20);
    window.end(outcome('b-1', NOW + 5));
    expect(window.tick(NOW + 10_000).headline).to.include({ arrivedPerSecond: 2, p50Ms: 5 });
    expect(window.tick(NOW + 11_000).headline.arrivedPerSecond).to.equal(0);
    expect(window.tick(NOW + 61_000).headline.p50Ms).to.equal(5);
    expect(window.tick(NOW + 62_000).headline.p50Ms).to.equal(null);
  });

  it('says why bookings failed, most frequent first, until the window has passed', () => {
    window.end(failure('b-1', 'SOLD_OUT'));
    window.tick(NOW + 1_000);
    window.end(failure('b-2', 'DECLINED'));
    window.end(failure('b-3', 'DECLINED'));
    expect(window.whole().reasons).to.deep.equal([
      { reason: 'DECLINED', count: 2 },
      { reason: 'SOLD_OUT', count: 1 },
    ]);
    window.tick(NOW + (KEPT_SECONDS + 1) * 1_000);
    expect(window.whole().reasons).to.deep.equal([{ reason: 'DECLINED', count: 2 }]);
  });

  it('lists the last outcomes, newest first, and no more than forty', () => {
    for (let index = 0; index < 50; index += 1) window.end(outcome(`b-${index}`, NOW));
    const { recent } = window.whole();
    expect([recent.length, recent[0]?.bookingId]).to.deep.equal([40, 'b-49']);
  });

  it('keeps a quarter of an hour, also after a pause that was longer', () => {
    window.tick(NOW + 3 * KEPT_SECONDS * 1_000);
    const { seconds } = window.whole();
    expect(seconds).to.have.length(KEPT_SECONDS);
    expect(seconds.at(-1)?.atMs).to.equal(NOW + (3 * KEPT_SECONDS - 1) * 1_000);
  });

  it('forgets the oldest open bookings beyond fifty thousand', () => {
    for (let index = 0; index <= 50_000; index += 1) window.arrive(`b-${index}`, NOW);
    window.end(outcome('b-0', NOW + 1));
    window.end(outcome('b-1', NOW + 1));
    expect(window.whole().recent.map(({ tookMs }) => tookMs)).to.deep.equal([1, null]);
  });
});
