import { addressOf } from '@wanderluxe/infra';
import { setBehaviour } from '@wanderluxe/infra/demo';
import type { Fault } from '../fault.ts';
import { gaugeOf } from '../gauge.ts';

/** Charges are in flight when Kafka freezes: what becomes of them is decided, and nobody can hear it. */
const BANK_LATENCY_MS = 500;
const MOVES_AROUND = 50;

export const kafkaFrozen: Fault = {
  name: 'kafka-frozen',
  title: 'Kafka hangs: connections stay, nothing is answered',
  done: 'SIGSTOP to the only broker',
  alert: 'OutboxOld',
  runbook: 'outbox-old.md',
  findings: [
    '`doctor` hung with Kafka: in a first drill it was cut off after two minutes without having ended, and the time to recovery was 306 s. Each of its looks has a deadline now, and it ends in spite of clients that go on trying.',
    'The runbook said to bring Kafka back and not how: it has the command now. It also promised a line of the log that was never among the last ones; it says what to look for now.',
    '`ReconcilerRepairs` was pending for rows that nobody could publish while Kafka was away, and would have fired ten minutes after all was well, for the rest of the hour. Its window is short now, and a unit test of the rules has the case.',
    '`doctor` gave `./wanderluxe up` as the remedy, which waits for a Kafka that hangs and does not end it. It says `restart` beside it now.',
    '`restart kafka` gives a process that hangs 30 s to end by itself before it is killed: half of its time. The rest went to the machine, which was shared with other engines when this ran.',
  ],
  prepare: ({ settings }) => setBehaviour(addressOf(settings, 'bank'), { latencyMs: BANK_LATENCY_MS }),
  async inject({ pidOf }) {
    process.kill(await pidOf('kafka'), 'SIGSTOP');
  },
  async follow(_ground, operator) {
    await operator.run(['doctor'], { exit: 3, says: /[Kk]afka/ });
    await operator.run(['logs', 'payment'], { says: /kafkajs/ });
    await operator.run(['restart', 'kafka'], { kind: 'remedy', says: /kafka: up/ });
    await operator.run(['reconcile', '--dry-run']);
  },
  async notOver({ settings }, operator) {
    const rows = await gaugeOf(settings, 'paymentOps', 'wl_outbox_unpublished_rows');
    if (!(rows < MOVES_AROUND)) return `${rows} rows of payment's outbox are unpublished`;
    return (await operator.look('doctor')).exit === 0 ? null : 'doctor finds a fault';
  },
};
