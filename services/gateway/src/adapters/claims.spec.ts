import { describeClaimsBehaviour } from './claims.behaviour.ts';
import { MemoryClaims } from './memory-claims.ts';
import { MemoryRedisCommands } from './memory-redis-commands.ts';
import { RedisClaims } from './redis-claims.ts';

describeClaimsBehaviour('in memory', () => {
  let nowMs = 1_000;
  return {
    claims: new MemoryClaims(() => nowMs),
    pass: async (ms) => {
      nowMs += ms;
    },
  };
});

describeClaimsBehaviour('in Redis, over its commands in memory', () => {
  let nowMs = 1_000;
  return {
    claims: new RedisClaims(new MemoryRedisCommands(() => nowMs)),
    pass: async (ms) => {
      nowMs += ms;
    },
  };
});
