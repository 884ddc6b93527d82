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

/** The one charge that was to try the bank could not be announced: that says nothing good about the bank. */
class UntriedError extends Error {}

/**
 * Charges only while the bank answers: certainly nothing is sent while the breaker is open, so bookings wait instead
 * of becoming UNKNOWN one after the other. Look-ups and refunds are not held back: they are few, and patient.
 */
export function breaking(
  provider: PaymentProvider,
  { faults, pauseMs, onState }: BreakingOptions,
): PaymentProvider {
  const policy = handleType(DependencyUnavailableError, ({ dependency }) => dependency === 'bank')
    .orType(UntriedError)
    .orWhenResult(isUnanswered);
  const breaker = circuitBreaker(policy, { breaker: new ConsecutiveBreaker(faults), halfOpenAfter: pauseMs });
  breaker.onStateChange((state) => onState(nameOf(state)));
  onState('closed');
  return {
    async charge(request, announce) {
      const announced = async () => {
        try {
          await announce();
        } catch (cause) {
          throw breaker.state === CircuitState.HalfOpen
            ? new UntriedError('not announced', { cause })
            : cause;
        }
      };
      try {
        return await breaker.execute(() => provider.charge(request, announced));
      } catch (error) {
        if (error instanceof UntriedError) throw error.cause;
        throw error instanceof BrokenCircuitError ? new DependencyUnavailableError('bank', error) : error;
      }
    },
    refund: (request) => provider.refund(request),
    lookUp: (key, traceparent) => provider.lookUp(key, traceparent),
  };
}

function nameOf(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}
