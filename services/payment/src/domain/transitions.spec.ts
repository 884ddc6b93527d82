import { expect } from 'chai';
import { reserved } from '../testing/reserved.ts';
import { announced, answerAbsence, answerBank, answerCharge, type Charge, recalled } from './charge.ts';
import { type Answer, blankPayment, exactFacts, isOpen, type Payment } from './payment.ts';
import { answerRefund } from './refund.ts';
import { expire, withdraw } from './undo.ts';

const AT_MS = 9;
const facts = exactFacts(reserved({ bookingId: 'b-1', amount: '12.5' }).payload);
const faceless = { ...facts, dates: null };
type Row = Payment | undefined;
type Rule = (row: Row) => Answer;

const undo = (
  reason: 'CANCELLED' | 'HOLD_EXPIRED' | 'ROOMS_RELEASED',
  known: typeof facts | typeof faceless,
) => ({
  facts: known,
  reason,
  traceId: 't',
  atMs: AT_MS,
});
const cancel: Rule = (row) => withdraw(row, undo('CANCELLED', faceless));
const charge =
  (outcome: Charge['outcome']): Rule =>
  (row) =>
    answerCharge(row, facts, 't', { outcome, atMs: AT_MS });
const CAPTURED = { status: 'CAPTURED', transactionId: 'tx-1' } as const;
const DECLINED = { status: 'DECLINED', detail: 'no' } as const;
const UNKNOWN = { status: 'UNKNOWN', detail: 'no answer' } as const;
const ofRow =
  (rule: (row: Payment) => Answer): Rule =>
  (row) =>
    row ? rule(row) : { changes: [], events: [] };

const events: Readonly<Record<string, Rule>> = {
  cancel,
  expire: (row) => expire(row, undo('HOLD_EXPIRED', facts)),
  release: (row) => withdraw(row, undo('ROOMS_RELEASED', facts)),
  withheld: charge({ status: 'WITHHELD' }),
  captured: charge(CAPTURED),
  declined: charge(DECLINED),
  unknown: charge(UNKNOWN),
  'look-up captured': ofRow((row) => answerBank(row, CAPTURED, AT_MS)),
  'look-up declined': ofRow((row) => answerBank(row, DECLINED, AT_MS)),
  absent: ofRow((row) => answerAbsence(row, AT_MS)),
  refunded: ofRow((row) => answerRefund(row, { status: 'REFUNDED', refundId: 'rf-1' }, AT_MS)),
  'not refunded': ofRow((row) => answerRefund(row, { status: 'NOT_YET', detail: 'no' }, AT_MS)),
};

const after = (rule: Rule | undefined, row: Row): Payment => rule?.(row).changes[0] as Payment;
const sent = announced(blankPayment(facts, 't', AT_MS), AT_MS);
const sentTwice = announced(sent, AT_MS);
const open = after(events.unknown, sent);
const unwanted = after(cancel, open);
const captured = after(events.captured, sent);
const refunding = after(cancel, captured);
const rows: Readonly<Record<string, Row>> = {
  none: undefined,
  'cancelled early': after(cancel, undefined),
  'PENDING unsent/capture': recalled(sent, AT_MS),
  'PENDING unsent/void': recalled(after(cancel, sent), AT_MS),
  'PENDING/capture': sent,
  'PENDING/void': after(cancel, sent),
  'UNKNOWN/capture': open,
  'UNKNOWN/void': unwanted,
  'UNKNOWN/void, and a sender has not told': after(cancel, after(events.unknown, sentTwice)),
  'NEEDS_OPERATOR/capture': { ...open, status: 'NEEDS_OPERATOR' },
  'NEEDS_OPERATOR/void': { ...unwanted, status: 'NEEDS_OPERATOR' },
  CAPTURED: captured,
  DECLINED: after(events.declined, sent),
  VOID: after(events.absent, unwanted),
  REFUNDING: refunding,
  REFUNDED: after(events.refunded, refunding),
};

const said: Readonly<Record<string, string>> = {
  PAYMENT_CAPTURED: 'captured',
  PAYMENT_FAILED: 'failed',
  PAYMENT_REFUNDED: 'refunded',
};

/** "STATUS/intent due: what is said", or "-" when nothing changes. */
function brief({ changes, events: words }: Answer): string {
  const [row] = changes;
  if (!row) return words.length === 0 ? '-' : 'words without a change';
  const intent = isOpen(row) ? `/${row.intent}` : '';
  const due = row.due ? ` ${row.due}` : '';
  const told = words.map(({ event }) => {
    const reason = 'reason' in event.payload ? ` ${event.payload.reason}` : '';
    return `${said[event.eventType]}${reason}`;
  });
  return `${row.status}${intent}${due}${told.length > 0 ? `: ${told.join(', ')}` : ''}`;
}

const ASKS = 'UNKNOWN/void inquiry';
const PAYS_BACK = 'REFUNDING refund: captured';

/** Everything that is not "-". */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  none: {
    cancel: 'VOID',
    expire: 'VOID: failed HOLD_EXPIRED',
    release: 'VOID: failed OTHER',
    withheld: 'VOID: failed HOLD_EXPIRED',
    captured: 'CAPTURED: captured',
    declined: 'DECLINED: failed DECLINED',
    unknown: 'UNKNOWN/capture inquiry',
  },
  'cancelled early': {
    expire: 'VOID: failed CANCELLED',
    release: 'VOID: failed CANCELLED',
    withheld: 'VOID: failed CANCELLED',
    captured: 'REFUNDING refund',
    declined: 'VOID: failed CANCELLED',
    unknown: 'VOID: failed CANCELLED',
  },
  'PENDING unsent/capture': {
    cancel: 'VOID: failed CANCELLED',
    expire: 'VOID: failed HOLD_EXPIRED',
    release: 'VOID: failed OTHER',
    withheld: 'VOID: failed HOLD_EXPIRED',
    captured: 'CAPTURED: captured',
    declined: 'DECLINED: failed DECLINED',
    unknown: 'UNKNOWN/capture inquiry',
    'look-up captured': 'CAPTURED: captured',
    'look-up declined': 'DECLINED: failed DECLINED',
  },
  'PENDING unsent/void': {
    cancel: 'VOID: failed CANCELLED',
    expire: 'VOID: failed CANCELLED',
    release: 'VOID: failed CANCELLED',
    withheld: 'VOID: failed CANCELLED',
    captured: PAYS_BACK,
    declined: 'DECLINED: failed DECLINED',
    unknown: ASKS,
    'look-up captured': PAYS_BACK,
    'look-up declined': 'DECLINED: failed DECLINED',
    absent: 'VOID: failed CANCELLED',
  },
  'PENDING/capture': {
    cancel: 'PENDING/void inquiry',
    release: 'PENDING/void inquiry',
    captured: 'CAPTURED: captured',
    declined: 'DECLINED: failed DECLINED',
    unknown: 'UNKNOWN/capture inquiry',
    'look-up captured': 'CAPTURED: captured',
    'look-up declined': 'DECLINED: failed DECLINED',
  },
  'PENDING/void': {
    captured: PAYS_BACK,
    declined: 'DECLINED: failed DECLINED',
    unknown: ASKS,
    'look-up captured': PAYS_BACK,
    'look-up declined': 'DECLINED: failed DECLINED',
  },
  'UNKNOWN/capture': {
    cancel: ASKS,
    release: ASKS,
    captured: 'CAPTURED: captured',
    declined: 'DECLINED: failed DECLINED',
    unknown: 'UNKNOWN/capture inquiry',
    'look-up captured': 'CAPTURED: captured',
    'look-up declined': 'DECLINED: failed DECLINED',
  },
  'UNKNOWN/void': {
    captured: PAYS_BACK,
    declined: 'DECLINED: failed DECLINED',
    unknown: ASKS,
    'look-up captured': PAYS_BACK,
    'look-up declined': 'DECLINED: failed DECLINED',
    absent: 'VOID: failed CANCELLED',
  },
  'UNKNOWN/void, and a sender has not told': {
    captured: PAYS_BACK,
    declined: 'DECLINED: failed DECLINED',
    unknown: ASKS,
    'look-up captured': PAYS_BACK,
    'look-up declined': 'DECLINED: failed DECLINED',
  },
  'NEEDS_OPERATOR/capture': {
    cancel: 'NEEDS_OPERATOR/void inquiry',
    release: 'NEEDS_OPERATOR/void inquiry',
    captured: 'CAPTURED: captured',
    declined: 'DECLINED: failed DECLINED',
    unknown: 'NEEDS_OPERATOR/capture inquiry',
    'look-up captured': 'CAPTURED: captured',
    'look-up declined': 'DECLINED: failed DECLINED',
  },
  'NEEDS_OPERATOR/void': {
    captured: PAYS_BACK,
    declined: 'DECLINED: failed DECLINED',
    unknown: 'NEEDS_OPERATOR/void inquiry',
    'look-up captured': PAYS_BACK,
    'look-up declined': 'DECLINED: failed DECLINED',
    absent: 'VOID: failed CANCELLED',
  },
  CAPTURED: { cancel: 'REFUNDING refund', release: 'REFUNDING refund' },
  DECLINED: { captured: 'REFUNDING refund', 'look-up captured': 'REFUNDING refund' },
  VOID: { captured: 'REFUNDING refund', 'look-up captured': 'REFUNDING refund' },
  REFUNDING: { refunded: 'REFUNDED: refunded CANCELLED', 'not refunded': 'REFUNDING refund' },
  REFUNDED: {},
};

describe('payment transitions', () => {
  for (const [name, row] of Object.entries(rows)) {
    for (const [event, rule] of Object.entries(events)) {
      it(`${name} x ${event}`, () => {
        const answer = rule(row);
        expect(brief(answer)).to.equal(table[name]?.[event] ?? '-');
        for (const change of answer.changes) expect(change.version).to.equal((row?.version ?? 0) + 1);
      });
    }
  }

  it('a charge is counted before it is sent, until its sender has told or called it back', () => {
    const counts = ({ status, attempts, inFlight, lastChargeByMs }: Payment) =>
      [status, attempts, inFlight, lastChargeByMs] as const;
    expect(counts(sentTwice)).to.deep.equal(['PENDING', 2, 2, AT_MS]);
    expect(counts(after(events.unknown, sentTwice))).to.deep.equal(['UNKNOWN', 2, 1, AT_MS]);
    expect(counts(recalled(sentTwice, AT_MS))).to.deep.equal(['PENDING', 1, 1, AT_MS]);
    expect(counts(after(events.captured, sentTwice))).to.deep.equal(['CAPTURED', 2, 0, AT_MS]);
  });

  it('tells the exact booking, the bank’s ids and the trace', () => {
    const [event] = charge(CAPTURED)(undefined).events;
    expect(event?.event.payload).to.deep.equal({ ...facts, amount: '12.50', transactionId: 'tx-1' });
    expect(event?.event.metadata).to.include({ traceId: 't', origin: 'payment' });
    expect(event?.event.timestamp).to.equal(AT_MS);
    const [refund] = events.refunded?.(refunding).events ?? [];
    expect(refund?.event.payload).to.include({ refundId: 'rf-1', reason: 'CANCELLED' });
  });
});

describe('a complimentary stay', () => {
  const free = exactFacts(reserved({ amount: '0' }).payload);
  const noDates = { ...free, dates: null };
  const paid = (row: Row) =>
    answerCharge(row, free, 't', { outcome: { status: 'CAPTURED', transactionId: null }, atMs: AT_MS });

  it('is captured, and when cancelled refunded at once, without the bank', () => {
    expect(brief(paid(undefined))).to.equal('CAPTURED: captured');
    const undone = withdraw(paid(undefined).changes[0], undo('CANCELLED', noDates));
    expect(brief(undone)).to.equal('REFUNDED: refunded CANCELLED');
    expect(undone.events[0]?.event.payload).to.include({ refundId: null });
    expect(undone.changes[0]?.attempts).to.equal(0);
  });

  it('is void at once when cancelled or expired before', () => {
    const early = withdraw(undefined, undo('CANCELLED', noDates));
    expect(brief(early)).to.equal('VOID');
    expect(brief(paid(early.changes[0]))).to.equal('VOID: failed CANCELLED');
    expect(brief(expire(undefined, undo('HOLD_EXPIRED', free)))).to.equal('VOID: failed HOLD_EXPIRED');
  });
});
