import type { ChargeRequest, PaymentProvider } from '@wanderluxe/payment/ports.ts';
import { type Gate, SimulatedFault } from './gate.ts';
import type { Site } from './ground.ts';
import type { Servers } from './servers.ts';

const site = (method: string, changes: boolean): Site => ({
  ...{ name: `bank.${method}`, dependency: 'bank', changes, mayBeLate: changes },
});
const CHARGE = site('charge', true);
const REFUND = site('refund', true);
const LOOK_UP = site('lookUp', false);

/** How the bank behaves now. Shares are between 0 and 1. */
export interface BankManners {
  /** Charges that are declined: for ever, under their key. */
  readonly declineShare: number;
  /** Calls that it answers with an error, without any effect. */
  readonly errorShare: number;
  /** A look-up does not know a charge until this long after it. */
  readonly lookUpDelayMs: number;
}

export const GOOD_MANNERS: BankManners = { declineShare: 0.1, errorShare: 0, lookUpDelayMs: 0 };

const noAnswer = { status: 'UNKNOWN', detail: 'no answer' } as const;
const notYet = { status: 'NOT_YET', detail: 'no answer' } as const;

/** Whether certainly nothing was sent. */
const isUnsent = (error: unknown): boolean => !(error instanceof SimulatedFault) || error.isUnsent;

/** The bank as a process reaches it, with what an HTTP client makes of lost answers. */
export function bankOf(gate: Gate, servers: Servers): PaymentProvider {
  const { random } = gate.ground;
  const { bank } = servers;
  return {
    async charge(request: ChargeRequest, announce) {
      await announce();
      try {
        return await gate.call(CHARGE, () => {
          const { declineShare, errorShare } = servers.bankManners;
          bank.mood = random.chance(declineShare) ? 'decline' : 'capture';
          if (random.chance(errorShare)) bank.mood = 'silence';
          return bank.charge(request, async () => {});
        });
      } catch (error) {
        if (isUnsent(error)) throw error;
        return noAnswer;
      }
    },
    async refund(request) {
      try {
        return await gate.call(REFUND, () => {
          bank.mood = random.chance(servers.bankManners.errorShare) ? 'silence' : 'capture';
          return bank.refund(request);
        });
      } catch {
        return notYet;
      }
    },
    lookUp: (key) =>
      gate.call(LOOK_UP, () => {
        const at = bank.books.find(({ chargeKey }) => chargeKey === key)?.atMs ?? 0;
        bank.mood = 'capture';
        bank.forgetful = Date.now() - at < servers.bankManners.lookUpDelayMs;
        return bank.lookUp(key);
      }),
  };
}
