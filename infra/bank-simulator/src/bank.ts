import { createHash } from 'node:crypto';
import { formatAmount, fromMinor, toMinor } from '@wanderluxe/schemas';
import { type Behaviour, isDeclined } from './behaviour.ts';
import type { LedgerEntry } from './ledger.ts';

export interface ChargeOrder {
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
}

/** An HTTP answer: the same key gets the same one for ever. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface Totals {
  readonly captured: string;
  readonly refunded: string;
}

const DECLINE_REASON = 'insufficient funds';

const refused = (status: number, code: string, detail: string): Answer => ({
  status,
  body: { code, detail },
});

/** Deterministic, so that ids repeat from run to run. */
const idOf = (prefix: string, key: string): string =>
  `${prefix}-${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;

/** The books in memory: who was charged and refunded under which key. Rebuilt from the ledger's entries. */
export class Bank {
  readonly #entries: LedgerEntry[] = [];
  readonly #byKey = new Map<string, { entry: LedgerEntry; recorded: Promise<void> }>();
  readonly #refundedCharges = new Set<string>();
  readonly #record: (entry: LedgerEntry) => Promise<void>;

  /** `record` makes an entry durable; no answer is given before. */
  constructor(record: (entry: LedgerEntry) => Promise<void>) {
    this.#record = record;
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Takes an entry of an earlier life. */
  restore(entry: LedgerEntry, recorded = Promise.resolve()): void {
    this.#entries.push(entry);
    this.#byKey.set(entry.key, { entry, recorded });
    if (entry.chargeKey !== undefined) this.#refundedCharges.add(entry.chargeKey);
  }

  async charge(key: string, order: ChargeOrder, behaviour: Behaviour): Promise<Answer> {
    const amount = formatAmount(order.amount, order.currency);
    const known = this.#byKey.get(key)?.entry;
    if (known) {
      await this.#byKey.get(key)?.recorded;
      const { kind, reference, currency } = known;
      const same = kind !== 'REFUND' && reference === order.reference && currency === order.currency;
      if (!same || known.amount !== amount) {
        return refused(422, 'key_reused', 'this Idempotency-Key came with other content before');
      }
      return chargeAnswer(known);
    }
    const declined = isDeclined(behaviour, key);
    const { reference, currency } = order;
    const transactionId = declined ? null : idOf('tx', key);
    return chargeAnswer(
      await this.#enter({
        kind: declined ? 'DECLINE' : 'CAPTURE',
        key,
        reference,
        amount,
        currency,
        transactionId,
      }),
    );
  }

  /** Pays the whole charge back. One charge is refunded once, under one key. */
  async refund(key: string, chargeKey: string): Promise<Answer> {
    const known = this.#byKey.get(key)?.entry;
    if (known) {
      await this.#byKey.get(key)?.recorded;
      return known.chargeKey === chargeKey
        ? refundAnswer(known)
        : refused(422, 'key_reused', 'this Idempotency-Key came with other content before');
    }
    const charge = this.#byKey.get(chargeKey)?.entry;
    if (!charge || charge.kind === 'REFUND')
      return refused(404, 'unknown_charge', `there is no charge ${chargeKey}`);
    if (charge.kind === 'DECLINE') return refused(409, 'nothing_captured', 'the charge was declined');
    if (this.#refundedCharges.has(chargeKey)) {
      return refused(409, 'already_refunded', 'the whole charge was refunded under another Idempotency-Key');
    }
    const { reference, amount, currency, transactionId } = charge;
    const refundId = idOf('rf', key);
    return refundAnswer(
      await this.#enter({
        kind: 'REFUND',
        key,
        reference,
        amount,
        currency,
        transactionId,
        chargeKey,
        refundId,
      }),
    );
  }

  /** What a look-up may say of a charge now: nothing until the delay since it has passed. */
  async lookUp(key: string, lookupDelayMs: number): Promise<Answer> {
    const entry = this.#byKey.get(key)?.entry;
    await this.#byKey.get(key)?.recorded;
    const visible = entry && entry.kind !== 'REFUND' && Date.parse(entry.at) + lookupDelayMs <= Date.now();
    if (!visible) return refused(404, 'unknown_charge', `no charge ${key} is known`);
    return { status: 200, body: { ...chargeAnswer(entry).body, reference: entry.reference } };
  }

  /** Counts and, for each currency, the sums. */
  summary(): { captures: number; declines: number; refunds: number; currencies: Record<string, Totals> } {
    const counts = { CAPTURE: 0, DECLINE: 0, REFUND: 0 };
    const sums = new Map<string, { CAPTURE: bigint; REFUND: bigint }>();
    for (const { kind, amount, currency } of this.#entries) {
      counts[kind] += 1;
      if (kind === 'DECLINE') continue;
      const sum = sums.get(currency) ?? { CAPTURE: 0n, REFUND: 0n };
      sum[kind] += toMinor(amount, currency);
      sums.set(currency, sum);
    }
    const currencies = [...sums].map(([currency, { CAPTURE, REFUND }]) => [
      currency,
      { captured: fromMinor(CAPTURE, currency), refunded: fromMinor(REFUND, currency) },
    ]);
    return {
      captures: counts.CAPTURE,
      declines: counts.DECLINE,
      refunds: counts.REFUND,
      currencies: Object.fromEntries(currencies),
    };
  }

  /** Entered from the moment of the decision, so that nobody decides again; answered once recorded. */
  async #enter(entry: Omit<LedgerEntry, 'seq' | 'at'>): Promise<LedgerEntry> {
    const whole = { seq: this.#entries.length + 1, at: new Date().toISOString(), ...entry };
    const recorded = this.#record(whole);
    this.restore(whole, recorded);
    await recorded;
    return whole;
  }
}

function chargeAnswer({ kind, amount, currency, transactionId }: LedgerEntry): Answer {
  return kind === 'CAPTURE'
    ? { status: 201, body: { status: 'CAPTURED', transactionId, amount, currency } }
    : { status: 402, body: { status: 'DECLINED', reason: DECLINE_REASON, amount, currency } };
}

function refundAnswer({ refundId, transactionId, amount, currency }: LedgerEntry): Answer {
  return { status: 201, body: { status: 'REFUNDED', refundId, transactionId, amount, currency } };
}
