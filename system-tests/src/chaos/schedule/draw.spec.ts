import { expect } from 'chai';
import { drawFaults } from './draw.ts';
import { brokersOf, faultKindNames } from './faults.ts';
import { randomOf } from './random.ts';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);

describe('drawFaults', () => {
  it('draws the same for the same seed and something else for another', () => {
    expect(drawFaults(7)).to.deep.equal(drawFaults(7));
    expect(drawFaults(7)).not.to.deep.equal(drawFaults(8));
  });

  it('draws 3 to 8 faults, each number sometimes', () => {
    const counts = new Set(SEEDS.map((seed) => drawFaults(seed).length));
    expect([...counts].sort()).to.deep.equal([3, 4, 5, 6, 7, 8]);
  });

  it('draws every kind sooner or later', () => {
    const kinds = new Set(SEEDS.flatMap((seed) => drawFaults(seed).map(({ kind }) => kind)));
    expect([...kinds].sort()).to.deep.equal([...faultKindNames].sort());
  });

  it('keeps to the kinds that are asked for', () => {
    const kinds = SEEDS.flatMap((seed) => drawFaults(seed, ['mongo-kill', 'poison']).map(({ kind }) => kind));
    expect(new Set(kinds)).to.deep.equal(new Set(['mongo-kill', 'poison']));
  });

  it('kills leaders only where there are others', () => {
    const unlucky = SEEDS.filter((seed) => drawFaults(seed).some(({ kind }) => kind === 'kafka-leader-kill'));
    expect(unlucky).not.to.deep.equal([]);
    expect(unlucky.filter((seed) => brokersOf(seed) === 1)).to.deep.equal([]);
    expect(drawFaults(1, ['kafka-leader-kill'])).to.deep.equal([]);
  });

  it('lets faults overlap, unless the first is over at once', () => {
    for (const seed of SEEDS) {
      const faults = drawFaults(seed, ['mongo-freeze', 'redis-freeze', 'link-slow']);
      const meets = faults.some((fault) =>
        faults.some(
          (other) =>
            other !== fault &&
            other.startMs >= fault.startMs &&
            other.startMs < fault.startMs + fault.durationMs,
        ),
      );
      expect(meets, `seed ${seed}`).to.equal(true);
    }
  });
});

describe('randomOf', () => {
  it('stays within its bounds, both of which occur', () => {
    const random = randomOf(1);
    const drawn = new Set(Array.from({ length: 1_000 }, () => random.between(2, 5)));
    expect([...drawn].sort()).to.deep.equal([2, 3, 4, 5]);
  });
});
