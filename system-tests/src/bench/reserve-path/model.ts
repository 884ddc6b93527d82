/** A booking as it lies on booking.requests. */
export interface Wish {
  readonly bookingId: string;
  readonly propertyId: string;
  /** YYYY-MM-DD; the second is no night. */
  readonly checkIn: string;
  readonly checkOut: string;
}

/** What the inventory said to a wish. */
export interface Decision {
  readonly bookingId: string;
  readonly reserved: boolean;
  /** When the record with it was written, in ms since 1970. */
  readonly atMs: number;
}

const DAY_MS = 86_400_000;
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** Rooms by property and night, sold one wish after the other. */
class Rooms {
  readonly #capacityOf: (propertyId: string) => number;
  readonly #sold = new Map<string, number>();

  constructor(capacityOf: (propertyId: string) => number) {
    this.#capacityOf = capacityOf;
  }

  /** All nights or none. */
  sell(wish: Wish): boolean {
    const nights = nightsOf(wish);
    if (nights.some((night) => this.#at(night) >= this.#capacityOf(wish.propertyId))) return false;
    this.add(wish);
    return true;
  }

  add(wish: Wish): void {
    for (const night of nightsOf(wish)) this.#sold.set(night, this.#at(night) + 1);
  }

  /** Nights with more rooms sold than there are. */
  oversold(): number {
    const propertyOf = (night: string) => night.slice(0, night.lastIndexOf('/'));
    return [...this.#sold].filter(([night, sold]) => sold > this.#capacityOf(propertyOf(night))).length;
  }

  #at(night: string): number {
    return this.#sold.get(night) ?? 0;
  }
}

const nightsOf = ({ propertyId, checkIn, checkOut }: Wish): string[] =>
  Array.from(
    { length: dayOf(checkOut) - dayOf(checkIn) },
    (_, index) => `${propertyId}/${dayOf(checkIn) + index}`,
  );

export interface Judgement {
  readonly reserved: number;
  readonly refused: number;
  /** Wishes without a decision. */
  readonly undecided: number;
  /** Nights with more rooms sold than there are. */
  readonly oversoldNights: number;
  /** Wishes that were decided otherwise than by serving each property's wishes one after the other. */
  readonly outOfTurn: number;
}

/** @param wishes in the order of each property's partition */
export function judge(
  wishes: readonly Wish[],
  decisions: ReadonlyMap<string, Decision>,
  capacityOf: (propertyId: string) => number,
): Judgement {
  const [inTurn, sold] = [new Rooms(capacityOf), new Rooms(capacityOf)];
  const count = { reserved: 0, refused: 0, undecided: 0, outOfTurn: 0 };
  for (const wish of wishes) {
    const due = inTurn.sell(wish);
    const said = decisions.get(wish.bookingId)?.reserved;
    if (said === undefined) count.undecided += 1;
    else if (said) sold.add(wish);
    if (said !== undefined) count[said ? 'reserved' : 'refused'] += 1;
    if (said !== undefined && said !== due) count.outOfTurn += 1;
  }
  return { ...count, oversoldNights: sold.oversold() };
}

/** In words, what must not be. */
export function brokenIn({ refused, undecided, oversoldNights, outOfTurn }: Judgement): string[] {
  return [
    // With a room for everybody there is no last one, and nothing was shown.
    ...(refused === 0 ? ['nobody was refused: the property was never sold out'] : []),
    ...(undecided > 0 ? [`${undecided} requests were never decided`] : []),
    ...(oversoldNights > 0 ? [`${oversoldNights} nights were sold more often than there are rooms`] : []),
    ...(outOfTurn > 0 ? [`${outOfTurn} requests were not served in the order of their partition`] : []),
  ];
}
