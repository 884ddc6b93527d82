import { answerBank } from './charge.ts';
import { type Answer, changed, isOpen, type Payment, type Resolution } from './payment.ts';

/** What an operator has found out at the bank. `ask`: nothing; let the engine go on asking. */
export type Finding =
  | { readonly result: 'captured'; readonly transactionId: string }
  | { readonly result: 'declined' }
  | { readonly result: 'ask' };

export type Ruling =
  | { readonly kind: 'stored'; readonly answer: Answer }
  | { readonly kind: 'already' }
  | { readonly kind: 'contradicted' };

/**
 * What a finding makes of a row, through the same rules as an answer of the bank. The same finding again changes
 * nothing; one that contradicts what was already said is refused.
 */
export function rule(payment: Payment, finding: Finding, atMs: number): Ruling {
  if (!isOpen(payment)) return { kind: agrees(payment, finding) ? 'already' : 'contradicted' };
  if (finding.result === 'ask') return askOn(payment, atMs);
  const { result } = finding;
  const outcome =
    finding.result === 'captured'
      ? ({ status: 'CAPTURED', transactionId: finding.transactionId } as const)
      : ({ status: 'DECLINED', detail: 'an operator says that the bank declined' } as const);
  const { transactionId } = { transactionId: null, ...finding };
  return {
    kind: 'stored',
    answer: answerBank(audited(payment, { result, transactionId, atMs }), outcome, atMs),
  };
}

/** The time until an operator is called starts anew. */
function askOn(payment: Payment, atMs: number): Ruling {
  if (payment.status !== 'NEEDS_OPERATOR') return { kind: 'already' };
  const known = audited(payment, { result: 'ask', transactionId: null, atMs });
  const row = changed(known, { status: 'UNKNOWN', unknownSinceMs: atMs }, atMs);
  return { kind: 'stored', answer: { changes: [row], events: [] } };
}

const audited = (payment: Payment, resolution: Resolution): Payment => ({ ...payment, resolution });

function agrees({ status, transactionId }: Payment, finding: Finding): boolean {
  if (finding.result === 'captured') return transactionId === finding.transactionId;
  return finding.result === 'declined' && status === 'DECLINED';
}
