import type { Acceptance } from '@wanderluxe/gateway/handlers/accept-booking.ts';
import type { Cancellation } from '@wanderluxe/gateway/handlers/cancel-booking.ts';
import { bookingRequestSchema } from '@wanderluxe/gateway/http/contract/booking-request-schema.ts';
import { type ProblemCode, problems } from '@wanderluxe/gateway/http/problems.ts';
import { readBookingRequest } from '@wanderluxe/gateway/http/read-booking-request.ts';
import { stayOf } from '@wanderluxe/inventory/domain/stay.ts';
import { ProblemError } from '@wanderluxe/runtime';
import type { Answered } from '../../chaos/load/history.ts';
import { bodyOf, type Wish } from '../../chaos/load/requests.ts';
import type { Engine, Instance } from './engine.ts';
import type { Gateway } from './gateway.ts';
import type { Ground } from './ground.ts';

const ANSWER_WITHIN_MS = 12_000;

const noAnswer = (error: string): Answered => ({
  ...{ status: null, code: null, retryAfter: null, traceparent: null, error },
});

function refusal(code: ProblemCode): Answered {
  const { status, ...rest } = problems[code];
  const retryAfter = 'retryAfterSeconds' in rest ? String(rest.retryAfterSeconds) : null;
  return { status, code, retryAfter, traceparent: null, error: null };
}

const accepted = (traceparent: string | undefined): Answered => ({
  ...{ status: 202, code: null, retryAfter: null, traceparent: traceparent ?? null, error: null },
});

const bookingAnswer = (answer: Acceptance): Answered =>
  answer.kind === 'accepted' ? accepted(answer.traceparent) : refusal(answer.code);

const cancellationAnswer = (answer: Cancellation): Answered =>
  answer.kind === 'accepted' ? accepted(answer.traceparent) : refusal(answer.code);

const invalid = refusal('invalid_request');

const internalError: Answered = {
  ...{ status: 500, code: 'internal_error', retryAfter: null, traceparent: null, error: null },
};

const schema = bookingRequestSchema(() => Date.now());

/** Calls a gateway process as a client does over HTTP: whichever runs, and whatever becomes of it meanwhile. */
export class SimulatedCalls {
  readonly #engine: Engine;
  readonly #ground: Ground;

  constructor(engine: Engine, ground: Ground) {
    this.#engine = engine;
    this.#ground = ground;
  }

  book(wish: Wish): Promise<Answered> {
    const body = Buffer.from(bodyOf(wish));
    return this.#call(async ({ bookings }) => {
      const read = readBookingRequest(schema, body, wish.key);
      return bookingAnswer(await bookings.accept({ ...read, traceId: wish.traceId }));
    });
  }

  cancel({ bookingId, traceId }: Wish): Promise<Answered> {
    const intake = { bookingId, reason: 'plans changed', traceId };
    return this.#call(async ({ cancellations }) => cancellationAnswer(await cancellations.cancel(intake)));
  }

  /** Nothing is asked of the ledger's read side here: it answers from what the rules look at anyway. */
  async read(): Promise<Answered> {
    return accepted(undefined);
  }

  /** Its answer is of no interest here, but that it is asked: counters that were lost are loaded for it. */
  async availability({ propertyId, checkInDate, checkOutDate }: Wish): Promise<Answered> {
    const { random } = this.#ground;
    const up = this.#engine.instancesOf('inventory').filter(({ readAvailability }) => readAvailability);
    if (up.length > 0) {
      const { process, readAvailability } = random.pick(up);
      const stay = stayOf({ checkIn: checkInDate, checkOut: checkOutDate });
      process.after(
        this.#ground.latencyMs(),
        () => void readAvailability?.(propertyId, stay).catch(() => {}),
      );
    }
    return accepted(undefined);
  }

  #call(ask: (gateway: Gateway) => Promise<Answered>): Promise<Answered> {
    const { random, time } = this.#ground;
    const up = this.#engine.instancesOf('gateway').filter(({ gateway }) => gateway !== undefined);
    if (up.length === 0) return Promise.resolve(noAnswer('ECONNREFUSED'));
    const { process, gateway } = random.pick(up) as Required<Instance>;
    return new Promise((resolve) => {
      const back = (answered: Answered): void => {
        forget();
        time.after(this.#ground.latencyMs(), undefined, () => resolve(answered));
      };
      const forget = process.onDeath(() => back(noAnswer('ECONNRESET')));
      time.after(ANSWER_WITHIN_MS, undefined, () => resolve(noAnswer('TimeoutError')));
      process.after(this.#ground.latencyMs(), () => {
        ask(gateway).then(back, (error) => back(error instanceof ProblemError ? invalid : internalError));
      });
    });
  }
}
