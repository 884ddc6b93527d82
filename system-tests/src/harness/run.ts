import {
  type Capacity,
  type DemoBooking,
  gatewayPosts,
  gatherEvidence,
  isGood,
  type LedgerBooking,
  OutcomeWatch,
  type PostBooking,
  type Posted,
  type PostResult,
  type Summary,
  summarise,
} from '@wanderluxe/infra/demo';
import { expect } from 'chai';
import type { Engine } from './engine.ts';

/** A client of the gateway. */
export interface Posts {
  readonly post: PostBooking;
  close(): Promise<void>;
}

/** Bookings posted to an engine, and what became of them. */
export class Run {
  readonly engine: Engine;
  readonly properties: readonly Capacity[];
  readonly posted: Posted[] = [];
  readonly #watch: OutcomeWatch;
  readonly #posts: Posts;

  constructor(
    engine: Engine,
    properties: readonly Capacity[],
    posts: Posts = gatewayPosts(engine.gatewayUrl),
  ) {
    this.engine = engine;
    this.properties = properties;
    this.#watch = new OutcomeWatch(engine.ledgerUrl);
    this.#posts = posts;
  }

  /** Posts until the gateway has taken or refused it, whatever happens to the gateway meanwhile. */
  async post(booking: DemoBooking): Promise<PostResult> {
    const postedAtMs = Date.now();
    const result = await this.#posts.post(booking);
    const refusal = result.kind === 'refused' ? result.reason : null;
    this.posted.push({ booking, postedAtMs, answeredAfterMs: Date.now() - postedAtMs, refusal });
    if (refusal === null) this.#watch.add(booking.bookingId);
    return result;
  }

  /** Waits until every accepted booking is terminal and every room is back, then judges. */
  async finish(): Promise<{ summary: Summary; documents: ReadonlyMap<string, LedgerBooking> }> {
    this.#watch.allPosted();
    await this.#watch.follow(new AbortController().signal);
    await this.#posts.close();
    const { ledgerUrl, inventoryUrl, bankUrl } = this.engine;
    const { posted, properties } = this;
    const evidence = await gatherEvidence(
      { ledgerUrl, inventoryUrl, bankUrl },
      { runTag: '', posted, properties },
    );
    return { summary: summarise(evidence), documents: evidence.documents };
  }
}

/** All that is promised of every run: outcomes for all, no night oversold, rooms and money in balance. */
export function expectAllPromisesKept(summary: Summary): void {
  const { unsettled, oversold, moneyMismatches, unbalancedNights } = summary;
  expect({ unsettled, oversold, moneyMismatches, unbalancedNights }, JSON.stringify(summary)).to.deep.equal({
    unsettled: 0,
    oversold: 0,
    moneyMismatches: 0,
    unbalancedNights: 0,
  });
  expect(isGood(summary)).to.equal(true);
}
