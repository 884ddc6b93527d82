import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import type { ChargeOutcome } from '../domain/payment.ts';
import type { PaymentProvider } from '../ports.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakingOptions {
  /** Charges in a row without an answer, after which no more are sent. */
  readonly faults: number;
  /** Then one is sent after each such pause; its answer closes the breaker. */
  readonly pauseMs: number;
  readonly onState: (state: BreakerState) => void;
}

const isUnanswered = (outcome: unknown): boolean => (outcome as ChargeOutcome).status === 'UNKNOWN';

/**
 * Charges only while the bank answers: certainly nothing is sent while the breaker is open, so bookings wait instead
 * of becoming UNKNOWN one after the other. Look-ups and refunds are not held back: they are few, and patient.
 */
export function breaking(
  provider: PaymentProvider,
  { faults, pauseMs, onState }: BreakingOptions,
): PaymentProvider {
  const policy = handleType(DependencyUnavailableError).orWhenResult(isUnanswered);
  const breaker = circuitBreaker(policy, { breaker: new ConsecutiveBreaker(faults), halfOpenAfter: pauseMs });
  breaker.onStateChange((state) => onState(nameOf(state)));
  onState('closed');
  return {
    async charge(request) {
      try {
        return await breaker.execute(() => provider.charge(request));
      } catch (error) {
        throw error instanceof BrokenCircuitError ? new DependencyUnavailableError('bank', error) : error;
      }
    },
    refund: (request) => provider.refund(request),
    lookUp: (key, traceId) => provider.lookUp(key, traceId),
  };
}

function nameOf(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}
