import { randomBytes } from 'node:crypto';
import { addDays } from '../demo/days.ts';

/** One POST, ready to be written. */
export interface Post {
  readonly path: string;
  readonly key: string;
  readonly body: string;
}

const STAYS = 256;
const FIRST_DAY_AHEAD = 30;
const DEFAULT_DAYS = 300;
const MAX_NIGHTS = 3;
const KEY_DIGITS = 12;
const ID = /^b-([0-9a-z]+-[0-9a-f]+)-(\d+)$/;

export interface RequestsOptions {
  /** Tells this run's bookings from all others; at most 20 letters and digits, with a hyphen before hex digits. */
  readonly runTag: string;
  readonly propertyIds: readonly string[];
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Check-ins fall on so many days. */
  readonly stayDays?: number | undefined;
}

/** The requests of one run. What can be written beforehand is: a booking costs a few joined strings. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #stays: readonly string[];
  /** Everything of a UUID v4 but its last twelve digits. */
  readonly #keyPrefix: string;

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#stays = Array.from({ length: STAYS }, (_, index) => stayJson(options, index));
    const hex = randomBytes(10).toString('hex');
    this.#keyPrefix = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-`;
  }

  bookingId(booking: number): string {
    return `b-${this.#options.runTag}-${booking}`;
  }

  /** The number of a booking of this run; undefined for anybody else's. */
  numberOf(bookingId: string): number | undefined {
    const [, tag, number] = ID.exec(bookingId) ?? [];
    return tag === this.#options.runTag ? Number(number) : undefined;
  }

  /** The same booking gives the same bytes under the same key. */
  booking(booking: number, property: number): Post {
    const stay = this.#stays[(booking * 7) % STAYS]!;
    return {
      path: '/api/v1/bookings',
      key: this.#key('b', booking),
      body: `{"bookingId":"${this.bookingId(booking)}","propertyId":"${this.#options.propertyIds[property]}"${stay}`,
    };
  }

  cancellation(booking: number): Post {
    const path = `/api/v1/bookings/${this.bookingId(booking)}/cancellation`;
    return { path, key: this.#key('c', booking), body: '{"reason":"load"}' };
  }

  /** The first of the twelve digits tells bookings from cancellations. */
  #key(kind: 'b' | 'c', booking: number): string {
    return `${this.#keyPrefix}${kind}${booking.toString(16).padStart(KEY_DIGITS - 1, '0')}`;
  }
}

function stayJson({ today, stayDays = DEFAULT_DAYS }: RequestsOptions, index: number): string {
  const nights = 1 + (index % MAX_NIGHTS);
  const checkInDate = addDays(today, FIRST_DAY_AHEAD + Math.floor((index * stayDays) / STAYS));
  const rest = { userId: `guest-${index}`, currency: 'EUR', checkInDate };
  const checkOutDate = addDays(checkInDate, nights);
  return `,${JSON.stringify({ ...rest, checkOutDate }).slice(1, -1)},"amount":${nights * 120}.50}`;
}
