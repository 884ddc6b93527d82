import { expect } from 'chai';
import fc from 'fast-check';
import { Model, type Told } from './model.ts';
import { type Ask, histories, periodsMs, type Step, type Weather } from './steps.ts';
import { type ClaimsStore, type Names, World } from './world.ts';

interface Answered {
  readonly ask: Ask;
  readonly id: string;
  readonly told: Told;
}

const CALM: Weather = { broker: 'acknowledge', redis: 'there', ledger: 'there' };

/** For fast-check: in every history the API says and does what the model says, and one key stays one booking. */
export function oneKeyOneBooking(makeStore: (names: Names, nowMs: () => number) => ClaimsStore) {
  return fc.asyncProperty(histories, async (history) => {
    const run = new HistoryRun(new World(makeStore));
    try {
      for (const step of history) await run.make(step);
    } finally {
      await run.world.end();
    }
  });
}

class HistoryRun {
  readonly world: World;
  readonly model = new Model();

  constructor(world: World) {
    this.world = world;
  }

  async make(step: Step): Promise<void> {
    switch (step.kind) {
      case 'post':
        return this.#post(step.ask, step.copies, step.weather);
      case 'race':
        return this.#race(step.asks, { ...CALM, ledger: step.ledger });
      case 'pass':
        return this.#pass(periodsMs[step.what]);
      case 'lose redis':
        this.model.loseRedis();
        return this.world.lose();
      case 'ledger hears':
        this.model.hear();
        return this.world.hear();
      case 'settle':
        return this.#settle(step.how === 'acknowledged');
    }
  }

  async #post(ask: Ask, copies: number, weather: Weather): Promise<void> {
    const expected = this.model.told(ask, weather);
    const answers = await this.#ask(Array<Ask>(copies).fill(ask), weather);
    const told = answers.map((answer) => answer.told);
    const others: Told[] = ['idempotency_key_in_progress'];
    if (expected === 'accepted') others.push('already_processed');
    const winners = answers.filter((answer) => answer.told === expected);
    expect(winners, `one of ${told} is ${expected}`).not.to.deep.equal([]);
    expect([expected, ...others]).to.include.members(told);
    if (expected !== 'accepted' && expected !== 'acceptance_unknown') return this.#check(answers);
    expect(winners, `${told}`).to.have.length(1);
    this.model.pass(winners[0]?.id as string, ask, weather);
    this.#check(answers);
  }

  /** Who wins is open; that the winners do not share a key or a booking is not, nor that nobody wins for nothing. */
  async #race(asks: readonly Ask[], weather: Weather): Promise<void> {
    const alone = asks.map((ask) => this.model.told(ask, weather));
    const answers = await this.#ask(asks, weather);
    for (const [index, { ask, id, told }] of answers.entries()) {
      const rivals = asks.filter((other, at) => at !== index && isRival(ask, other));
      if (told === 'accepted') {
        expect(alone[index], `${JSON.stringify(ask)} alone`).to.equal('accepted');
        this.model.pass(id, ask, weather);
      } else if (alone[index] === 'accepted') {
        expect(rivals, `rivals of ${JSON.stringify(ask)}, which was told ${told}`).not.to.deep.equal([]);
      }
    }
    this.#check(answers);
  }

  async #ask(asks: readonly Ask[], weather: Weather): Promise<Answered[]> {
    const answers = await this.world.post(asks, weather);
    return asks.map((ask, index) => ({ ask, ...(answers[index] as { id: string; told: Told }) }));
  }

  /** The claim of an event in doubt is renewed in real time, which does not pass here. */
  async #pass(ms: number): Promise<void> {
    await this.#settle(false);
    this.model.nowMs += ms;
    await this.world.pass(ms);
  }

  async #settle(isAcknowledged: boolean): Promise<void> {
    this.model.settle(isAcknowledged);
    await this.world.settle(isAcknowledged);
    this.#check([]);
  }

  /** On the topic is what was let through, and nothing else; a booking has one event id; the model's own promise holds. */
  #check(answers: readonly Answered[]): void {
    const published = this.world.published.map(({ event }) => Number(event.metadata.traceId));
    const expected = this.model.passed.filter(({ isPublished }) => isPublished).map(({ id }) => Number(id));
    expect(published, JSON.stringify(answers)).to.have.members(expected);
    const ids = this.world.published.map(({ event }) => `${event.payload.bookingId} ${event.eventId}`);
    const bookings = this.world.published.map(({ event }) => event.payload.bookingId);
    expect(new Set(ids)).to.have.property('size', new Set(bookings).size);
    expect(this.model.broken()).to.deep.equal([]);
  }
}

const isRival = (one: Ask, other: Ask): boolean => one.key === other.key || one.booking === other.booking;
