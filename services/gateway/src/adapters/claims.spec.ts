import { describeClaimsBehaviour } from './claims.behaviour.ts';
import { MemoryClaims } from './memory-claims.ts';

describeClaimsBehaviour('in memory', () => {
  let nowMs = 1_000;
  return {
    claims: new MemoryClaims(() => nowMs),
    pass: async (ms) => {
      nowMs += ms;
    },
  };
});
