import { expect } from 'chai';
import type { AnyHandler } from '../handler.ts';
import { roundsOf } from './rounds.ts';

const charge = { name: 'charge' } as AnyHandler;
const cancel = { name: 'cancel' } as AnyHandler;
const item = (name: string, handler: AnyHandler, orderingId: string | undefined = name[0]) => ({
  ...{ name, handler, orderingId },
});
const named = (...items: ReturnType<typeof item>[]): string[] =>
  roundsOf(items).map((round) => round.map(({ name }) => name).join(' '));

describe('roundsOf', () => {
  it('is one round while each id meets one handler', () => {
    expect(named(item('a1', charge), item('b1', cancel), item('a2', charge))).to.deep.equal(['a1 b1 a2']);
  });

  it('puts what another handler hears of the same id into a later round, and nothing else', () => {
    const rounds = named(item('a1', charge), item('a2', cancel), item('b1', cancel), item('a3', charge));
    expect(rounds).to.deep.equal(['a1 b1', 'a2', 'a3']);
  });

  it('keeps the order of an id, also behind what waits', () => {
    expect(named(item('a1', charge), item('a2', cancel), item('a3', cancel))).to.deep.equal(['a1', 'a2 a3']);
  });

  it('ties nothing together that has no ordering id', () => {
    const rounds = roundsOf([
      { handler: charge, orderingId: undefined },
      { handler: cancel, orderingId: undefined },
    ]);
    expect(rounds).to.have.length(1);
  });

  it('is nothing for nothing', () => {
    expect(roundsOf([])).to.deep.equal([]);
  });
});
