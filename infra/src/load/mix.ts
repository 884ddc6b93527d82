import { randomOf } from './random.ts';

/** What is asked for, in shares of 0 to 1. */
export interface Mix {
  /** The first one is the hot one. */
  readonly propertyIds: readonly string[];
  /** Of the bookings: at the hot property; the others are spread evenly. Undefined spreads all evenly. */
  readonly hotShare: number | undefined;
  /** Of the arrivals: an earlier booking sent again under its own key. */
  readonly duplicateShare: number;
  /** Of the bookings: cancelled a while after they were sent. */
  readonly cancellationShare: number;
  /** Check-ins fall on so many days; undefined means most of a year. */
  readonly stayDays?: number | undefined;
  readonly seed: number;
}

export interface Arrival {
  /** The booking that is sent; below the arrival's own number when it is sent again. */
  readonly booking: number;
  readonly cancel: boolean;
}

/** An earlier booking that is sent again is one of the last so many. */
const RECENT = 200;

/** Draws the arrivals one after the other; `propertyOf` tells the property of a booking that was drawn. */
export class Arrivals {
  readonly #mix: Mix;
  readonly #random: () => number;
  readonly #properties: Uint16Array;
  /** By arrival: the booking that it sent. */
  readonly #bookings: Uint32Array;
  #next = 0;
  #spread = 0;

  constructor(mix: Mix, total: number) {
    this.#mix = mix;
    this.#random = randomOf(mix.seed);
    this.#properties = new Uint16Array(total);
    this.#bookings = new Uint32Array(total);
  }

  next(): Arrival {
    const number = this.#next;
    this.#next += 1;
    if (number > 0 && this.#random() < this.#mix.duplicateShare) {
      const booking = this.#recent(number);
      this.#bookings[number] = booking;
      return { booking, cancel: false };
    }
    this.#bookings[number] = number;
    this.#properties[number] = this.#drawProperty();
    return { booking: number, cancel: this.#random() < this.#mix.cancellationShare };
  }

  /** Its place in `propertyIds`. */
  propertyOf(booking: number): number {
    return this.#properties[booking]!;
  }

  isAtHot(booking: number): boolean {
    return this.#mix.hotShare !== undefined && this.#properties[booking] === 0;
  }

  #recent(number: number): number {
    const back = 1 + Math.floor(this.#random() * Math.min(number, RECENT));
    return this.#bookings[number - back]!;
  }

  #drawProperty(): number {
    const { hotShare, propertyIds } = this.#mix;
    if (hotShare !== undefined && this.#random() < hotShare) return 0;
    const first = hotShare === undefined ? 0 : 1;
    this.#spread += 1;
    return first + (this.#spread % (propertyIds.length - first));
  }
}
