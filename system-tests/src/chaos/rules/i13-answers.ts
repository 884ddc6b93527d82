import type { Evidence } from '../evidence/types.ts';
import type { Call } from '../load/history.ts';
import { judgeEach, type Rule } from './rule.ts';

/** From the start of a process until it answers, on a machine that is busy. */
const RESTART_MS = 15_000;

/** While the gateway itself was dead, frozen or starting, nothing can be expected of it. */
function gatewayWasAway({ faults, unexpectedEnds }: Evidence, { startedAtMs, endedAtMs }: Call): boolean {
  const faulty = faults.filter(({ kind, target }) => kind.startsWith('service-') && target === 'gateway');
  const away = [
    ...faulty.map((fault) => ({ from: fault.startedAtMs, to: fault.endedAtMs })),
    ...unexpectedEnds
      .filter(({ name }) => name === 'gateway')
      .map(({ atMs }) => ({ from: atMs - RESTART_MS, to: atMs })),
  ];
  return away.some(({ from, to }) => startedAtMs <= to + RESTART_MS && endedAtMs >= from);
}

function judgeAnswer(evidence: Evidence, call: Call): string[] {
  const { what, status, code, retryAfter, error } = call;
  if (status === null)
    return gatewayWasAway(evidence, call) ? [] : [`${what}: no answer (${error}) from a gateway that was up`];
  if (status < 500) return [];
  if (status !== 503) return [`${what}: ${status} ${code}`];
  return /^[1-9]\d*$/.test(retryAfter ?? '') ? [] : [`${what}: 503 ${code} with Retry-After ${retryAfter}`];
}

export const answers: Rule = {
  id: 'I13',
  title: 'the gateway answers 503 with Retry-After and no other 5xx, and always answers while it is up',
  check: (evidence) =>
    judgeEach(
      evidence.calls,
      (call) => judgeAnswer(evidence, call),
      ({ bookingId }) => bookingId,
    ),
};
