import { failpointPorts as ledgerPorts } from '@wanderluxe/booking-ledger/failpoints';
import { failpointPorts as gatewayPorts } from '@wanderluxe/gateway/failpoints';
import type { ServiceName } from '@wanderluxe/infra/launcher';
import { failpointPorts as inventoryPorts } from '@wanderluxe/inventory/failpoints';
import { failpointPorts as paymentPorts } from '@wanderluxe/payment/failpoints';
import { type AnyPortEffects, failpointNames } from '@wanderluxe/runtime';

/** Every port with effects, as each service itself declares and wraps it. */
export const portsOf: Readonly<Record<ServiceName, readonly AnyPortEffects[]>> = {
  gateway: gatewayPorts,
  inventory: inventoryPorts,
  payment: paymentPorts,
  'booking-ledger': ledgerPorts,
};

/** All failpoints of a service, such as `payment/bank.charge`. */
export const pointsOf = (service: ServiceName): string[] => failpointNames(service, portsOf[service]);
