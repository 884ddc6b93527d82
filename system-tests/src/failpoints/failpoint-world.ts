import { setTimeout as sleep } from 'node:timers/promises';
import type { Talk } from '@wanderluxe/infra';
import type { Component, ServiceName } from '@wanderluxe/infra/launcher';
import type { Supervised } from '../chaos/world/supervised.ts';
import { startWorld, type World } from '../chaos/world/world.ts';
import type { Direct } from '../chaos/world/world-settings.ts';
import { removeMembers } from './dead-members.ts';

/** A charge that hangs is not known at the bank for so long; its caller gives up long before. */
export const BANK_HANG_MS = 4_000;

const takeover = { KAFKA_SESSION_TIMEOUT_MS: '3000', RELAY_LEASE_MS: '1500', JOB_LEASE_MS: '1500' };
const often = { RECONCILE_INTERVAL_MS: '500' };

/** What happens within seconds here happens within minutes in production, in the same order. */
const settings: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  gateway: {},
  inventory: {
    ...takeover,
    ...often,
    HOLD_MS: '30000',
    HOLD_REASK_MS: '1000',
    SWEEP_INTERVAL_MS: '300',
  },
  payment: {
    ...takeover,
    ...often,
    BANK_TIMEOUT_MS: '600',
    BANK_SETTLEMENT_BOUND_MS: `${BANK_HANG_MS + 1_000}`,
    UNKNOWN_FIRST_DELAY_MS: '100',
    UNKNOWN_MAX_DELAY_MS: '500',
    UNKNOWN_SWEEP_INTERVAL_MS: '1000',
    UNKNOWN_ESCALATION_MS: '1000',
  },
  'booking-ledger': { ...takeover, ...often },
};

/** With failpoints that can be armed while it runs; its dead predecessor's session is over. */
function armable(component: Component, name: ServiceName, { kafkaBrokers }: Direct): Component {
  return {
    ...component,
    launch: async (talk) => {
      const launch = await component.launch(talk);
      if (name !== 'gateway') await removeMembers(kafkaBrokers[0] as string, name);
      return { ...launch, env: { ...launch.env, ...settings[name], WANDERLUXE_FAILPOINT: 'settable' } };
    },
  };
}

export const startFailpointWorld = (talk: Talk): Promise<World> => startWorld(1, talk, { adapt: armable });

const ARMED_WITHIN_MS = 60_000;
const RETRY_MS = 50;

/**
 * Has a service end itself there, or nowhere, as soon as it listens to operators, which is before it works. A point that
 * is reached at once leaves no time for an answer: `hasDied` then tells.
 */
export async function arm(
  service: Supervised,
  point: string | null,
  hasDied: () => boolean = () => false,
): Promise<void> {
  const url = `${service.component.addresses.opsUrl}/failpoint`;
  const headers = { 'content-type': 'application/json' };
  const put = { method: 'PUT', headers, body: JSON.stringify({ point }) };
  for (const deadlineMs = Date.now() + ARMED_WITHIN_MS; !hasDied(); await sleep(RETRY_MS)) {
    const response = await fetch(url, put).catch(() => undefined);
    if (response?.ok) return;
    if (response) throw new Error(`${point} was refused: ${await response.text()}`);
    if (Date.now() > deadlineMs) throw new Error(`${point} could not be armed: ${url} does not answer`);
  }
}
