import { expect } from 'chai';
import type { Evidence } from '../evidence/types.ts';
import type { Rule } from '../rules/rule.ts';
import { goodEvidence } from './good-evidence.ts';

/** What is changed about good evidence. */
export type Break = (good: Evidence) => Partial<Evidence>;

/**
 * The spec of a rule: it finds nothing in good evidence, though it looked at something, and it finds each of the
 * violations planted, in the words given.
 */
export function describeRule(
  rule: Rule,
  planted: Readonly<Record<string, readonly [breaks: Break, words: string]>>,
): void {
  describe(`${rule.id}: ${rule.title}`, () => {
    it('finds nothing in a run that kept every promise', () => {
      const { checked, violations } = rule.check(goodEvidence());
      expect(violations).to.deep.equal([]);
      expect(checked).to.be.greaterThan(0);
    });
    for (const [name, [breaks, words]] of Object.entries(planted)) {
      it(`finds ${name}`, () => {
        const good = goodEvidence();
        const found = rule.check({ ...good, ...breaks(good) }).violations.map(({ what }) => what);
        expect(found.join('\n')).to.contain(words);
      });
    }
  });
}

/** The spec of what a rule must let pass. */
export function itAllows(rule: Rule, name: string, breaks: Break): void {
  it(`${rule.id} allows ${name}`, () => {
    const good = goodEvidence();
    expect(rule.check({ ...good, ...breaks(good) }).violations).to.deep.equal([]);
  });
}
