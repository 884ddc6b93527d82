import { addressOf } from '@wanderluxe/infra';
import { setBehaviour } from '@wanderluxe/infra/demo';
import type { Fault } from '../fault.ts';
import { gaugeOf } from '../gauge.ts';

/** A bank that answers at once has hardly a charge in flight when it falls silent. */
const USUAL_LATENCY_MS = 200;

export const bankSilent: Fault = {
  name: 'bank-silent',
  title: 'The bank takes connections and does not answer',
  done: 'SIGSTOP to the bank',
  alert: 'BankBreakerOpen',
  runbook: 'bank-breaker-open.md',
  findings: [
    'The alert asked for the state `open` only. With a silent bank the charge that tries it waits until its time is up, so that nearly every scrape found `half-open`: in a first drill the alert was not even pending 100 s after the fault. It looks for both now, and a unit test of the rules has the case.',
    '`payments list` alone lists what waits for an operator. Four runbooks used it to find charges whose fate is unknown, and saw none while hundreds were. They say `--status UNKNOWN` now.',
  ],
  prepare: ({ settings }) => setBehaviour(addressOf(settings, 'bank'), { latencyMs: USUAL_LATENCY_MS }),
  async inject({ pidOf }) {
    process.kill(await pidOf('bank'), 'SIGSTOP');
  },
  async follow({ pidOf }, operator) {
    await operator.run(['doctor'], { exit: 3, says: /bank/ });
    await operator.run(['logs', 'payment'], { says: /bank/ });
    await operator.run(['lag'], { says: /payment/ });
    await operator.run(['payments', 'list', '--status', 'UNKNOWN'], { says: /b-drill-/ });
    await operator.act('call the bank: it answers again (SIGCONT)', async () => {
      process.kill(await pidOf('bank'), 'SIGCONT');
    });
    await operator.run(['lag']);
  },
  async notOver({ settings }) {
    const closed = await gaugeOf(settings, 'paymentOps', 'wl_payment_bank_breaker{', 'state="closed"');
    return closed === 1 ? null : 'the breaker is not closed';
  },
};
