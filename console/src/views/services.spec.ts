import { expect } from 'chai';
import { serviceLine, totalsOf } from './services.ts';

const START_S = 1_000;
const text = (cpuSeconds: number, more = ''): string =>
  [
    '# HELP process_cpu_seconds_total Total CPU.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total{service="payment"} ${cpuSeconds}`,
    `process_start_time_seconds{service="payment"} ${START_S}`,
    'process_resident_memory_bytes{service="payment"} 1.048576e+08',
    more,
    '',
  ].join('\n');
const reading = (atS: number, words: string | null) => ({ name: 'payment', text: words, atMs: atS * 1_000 });

describe('the figures of a service', () => {
  it('are summed over labels, and read in any notation', () => {
    const totals = totalsOf('a{x="1",y="{}"} 2\na{x="2"} 3.5\nb 1e+3\n# c 4\nd NaN\n');
    expect([...totals]).to.deep.equal([
      ['a', 5.5],
      ['b', 1_000],
    ]);
  });

  it('say how long it runs, its memory, and how busy it was since the last time', () => {
    const line = serviceLine(reading(1_060, text(20)), reading(1_050, text(15)));
    expect(line).to.deep.equal({
      ...{ name: 'payment', answers: true, upForMs: 60_000, memoryBytes: 104_857_600 },
      ...{ cpuCores: 0.5, notes: [] },
    });
  });

  it('say nothing of how busy it was the first time, and after a restart', () => {
    expect(serviceLine(reading(1_060, text(20)), undefined).cpuCores).to.equal(null);
    expect(serviceLine(reading(1_060, text(1)), reading(1_050, text(15))).cpuCores).to.equal(null);
  });

  it('are none while it does not answer', () => {
    const line = serviceLine(reading(1_060, null), reading(1_050, text(15)));
    expect([line.answers, line.memoryBytes, line.cpuCores]).to.deep.equal([false, null, null]);
  });

  it('name an open breaker and alarms', () => {
    const breaker = (state: string, is: number) =>
      `wl_payment_bank_breaker{service="payment",state="${state}"} ${is}`;
    const notes = (...more: string[]) =>
      serviceLine(reading(1_060, text(1, more.join('\n'))), undefined).notes;
    expect(notes(breaker('closed', 1), breaker('open', 0))).to.deep.equal([]);
    expect(
      notes(breaker('closed', 0), breaker('open', 1), 'wl_messaging_alarms_total{handler="h"} 2'),
    ).to.deep.equal(['the breaker before the bank is open', '2 alarms since its start']);
  });
});
