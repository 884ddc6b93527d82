import { publisherEffects } from '@wanderluxe/messaging';
import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { Commands } from './adapters/redis-commands.ts';
import type { Claims } from './ports.ts';

const READ = 'only reads';

export const claimsEffects: PortEffects<Claims> = {
  scope: 'claims',
  port: 'Claims',
  methods: { take: EFFECT, keep: EFFECT, release: EFFECT, find: READ },
};

/** The steps that one call of `Claims` consists of. */
export const claimsRedisEffects: PortEffects<Commands> = {
  scope: 'claims-redis',
  port: 'Commands',
  methods: { run: EFFECT },
};

export const requestsEffects = publisherEffects('kafka');

export const failpointPorts = [claimsEffects, claimsRedisEffects, requestsEffects] as const;
