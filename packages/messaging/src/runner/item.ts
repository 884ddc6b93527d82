import type { AnyHandler, Identified } from '../handler.ts';
import type { Work } from './batch-step.ts';
import type { Taken } from './intake.ts';
import type { Unwrapped } from './retry-record.ts';

/** A record that was taken, as far as it is known. */
export interface Item {
  readonly taken: Taken;
  readonly unwrapped: Unwrapped;
  readonly handler: AnyHandler;
}

/** An item whose event could be read. */
export interface ReadItem extends Item {
  readonly event: Identified;
  /** Events with the same one keep their order when one of them fails; undefined without retry topics. */
  readonly orderingId: string | undefined;
  readonly prepared: unknown;
}

export const workOf = ({ handler, event, unwrapped, prepared }: ReadItem): Work => ({
  handler,
  received: { event, record: unwrapped.record, prepared },
});
