import type { EventSeen } from '@wanderluxe/infra/operate';

/** Something that the choreography promises and that nobody has said. */
export interface Gap {
  readonly sinceMs: number;
  /** Who is to say it. */
  readonly who: string;
  readonly missing: readonly string[];
}

interface Promised {
  /** Any of these, when the last of them was said... */
  readonly after: readonly string[];
  /** ...makes one of these due, by this service... */
  readonly missing: readonly string[];
  readonly who: string;
  /** ...unless one of these was said. */
  readonly unless?: readonly string[];
  /** ...and only if one of these was said, too. */
  readonly onlyIf?: readonly string[];
}

const MONEY_ENDS = ['PAYMENT_FAILED', 'PAYMENT_REFUNDED'];
const UNDONE = ['BOOKING_FAILED', 'BOOKING_CANCELLED'];

/** docs/choreography.md as rules: what follows what. */
const promises: readonly Promised[] = [
  {
    after: ['BOOKING_INITIATED'],
    missing: ['INVENTORY_RESERVED', 'INVENTORY_REJECTED'],
    who: 'inventory',
  },
  {
    after: ['INVENTORY_RESERVED'],
    missing: ['PAYMENT_CAPTURED', ...MONEY_ENDS],
    who: 'payment',
  },
  {
    after: ['BOOKING_CANCELLATION_REQUESTED', 'INVENTORY_RELEASED'],
    missing: MONEY_ENDS,
    who: 'payment',
    unless: ['INVENTORY_REJECTED'],
  },
  {
    after: MONEY_ENDS,
    missing: ['INVENTORY_RELEASED'],
    who: 'inventory',
    onlyIf: ['INVENTORY_RESERVED'],
  },
  {
    after: ['PAYMENT_CAPTURED'],
    missing: ['BOOKING_CONFIRMED', ...UNDONE],
    who: 'booking-ledger',
  },
  {
    after: ['INVENTORY_REJECTED', ...MONEY_ENDS],
    missing: UNDONE,
    who: 'booking-ledger',
  },
];

/** What comes before everything else that can be said of a booking. */
const BEGINNING = 'BOOKING_INITIATED';

/** Promises that are not kept yet; while a booking is under way its next step is among them. */
export function gapsIn(events: readonly EventSeen[]): Gap[] {
  const said = new Set(events.map(({ eventType }) => eventType));
  const has = (types: readonly string[]): boolean => types.some((type) => said.has(type));
  const open = promises.filter(
    ({ after, missing, unless = [], onlyIf }) =>
      has(after) && !has(missing) && !has(unless) && (onlyIf === undefined || has(onlyIf)),
  );
  const gaps = open.map(({ after, missing, who }) => ({
    sinceMs: Math.max(...events.filter(({ eventType }) => after.includes(eventType)).map(timeOf)),
    who,
    missing,
  }));
  const [first] = events;
  if (!first || said.has(BEGINNING)) return gaps;
  return [{ sinceMs: timeOf(first) - 1, who: 'gateway', missing: [BEGINNING] }, ...gaps];
}

const timeOf = ({ at }: EventSeen): number => Date.parse(at);
