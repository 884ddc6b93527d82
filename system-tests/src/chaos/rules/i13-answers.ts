import type { Evidence } from '../evidence/types.ts';
import type { Call } from '../load/history.ts';
import { judgeEach, type Rule } from './rule.ts';

/** A process that ended by itself is started again after a pause; its connections break before that is noticed. */
const RESTART_MS = 2_000;

/** While the gateway itself was dead, frozen or starting, nothing can be expected of it. */
function gatewayWasAway(
  { faults, unexpectedEnds, gatewayStarts }: Evidence,
  { startedAtMs, endedAtMs }: Call,
): boolean {
  const faulty = faults.filter(({ kind, target }) => kind.startsWith('service-') && target === 'gateway');
  const away = [
    ...faulty.map((fault) => ({ from: fault.startedAtMs, to: fault.endedAtMs })),
    ...gatewayStarts.map((start) => ({
      from: start.startedAtMs,
      to: start.upAtMs ?? Number.POSITIVE_INFINITY,
    })),
    ...unexpectedEnds.filter(({ name }) => name === 'gateway').map(({ atMs }) => ({ from: atMs, to: atMs })),
  ];
  return away.some(({ from, to }) => startedAtMs <= to + RESTART_MS && endedAtMs >= from - RESTART_MS);
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
