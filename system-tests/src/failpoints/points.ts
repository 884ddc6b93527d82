import { failpointPorts as ledgerPorts } from '@wanderluxe/booking-ledger/failpoints';
import { failpointPorts as gatewayPorts } from '@wanderluxe/gateway/failpoints';
import type { ServiceName } from '@wanderluxe/infra/launcher';
import { failpointPorts as inventoryPorts } from '@wanderluxe/inventory/failpoints';
import { failpointPorts as paymentPorts } from '@wanderluxe/payment/failpoints';
import {
  type AnyPortEffects,
  failpointNames,
  failpointText,
  type Moment,
  moments,
} from '@wanderluxe/runtime';

/** Every port with effects, as each service itself declares and wraps it. */
export const portsOf: Readonly<Record<ServiceName, readonly AnyPortEffects[]>> = {
  gateway: gatewayPorts,
  inventory: inventoryPorts,
  payment: paymentPorts,
  'booking-ledger': ledgerPorts,
};

/** All failpoints of a service, such as `payment/bank.charge`. */
export const pointsOf = (service: ServiceName): string[] => failpointNames(service, portsOf[service]);

/** One kill: of this service, before or after this effect. */
export interface Target {
  readonly service: ServiceName;
  /** With the service's name: `payment/bank.charge`. */
  readonly point: string;
  readonly moment: Moment;
}

export const targetsOf = (service: ServiceName): Target[] =>
  pointsOf(service).flatMap((point) => moments.map((moment) => ({ service, point, moment })));

/** @param only texts with commas between them: points whose names contain one of them; all without any */
export const chosen = <T>(all: readonly T[], nameOf: (one: T) => string, only: string | undefined): T[] =>
  all.filter((one) => !only || only.split(',').some((text) => nameOf(one).includes(text.trim())));

/** The point's name within its service: `bank.charge`. */
export const effectOf = ({ service, point }: Target): string => point.slice(service.length + 1);

/** As a process is told where to die. */
export const pointTextOf = ({ point, moment }: Target): string =>
  failpointText({ name: point, moment, occurrence: 1 });
