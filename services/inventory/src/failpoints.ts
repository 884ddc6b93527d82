import { committerEffects, leaseEffects, processingPorts } from '@wanderluxe/messaging';
import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { Properties, Reservations, RoomCounters } from './ports.ts';

const READ = 'only reads';

export const countersEffects: PortEffects<RoomCounters> = {
  scope: 'redis',
  port: 'RoomCounters',
  methods: { reserve: EFFECT, release: EFFECT, load: EFFECT, read: READ, held: READ, inspect: READ },
};

export const reservationsEffects: PortEffects<Reservations> = {
  scope: 'reservations',
  port: 'Reservations',
  methods: {
    find: READ,
    add: EFFECT,
    confirm: EFFECT,
    release: EFFECT,
    expired: READ,
    markExpiryRequested: EFFECT,
    held: READ,
    countExpiryRequested: READ,
    active: READ,
    activeIn: READ,
    activeHolds: READ,
    activeStays: READ,
  },
};

export const propertiesEffects: PortEffects<Properties> = {
  scope: 'properties',
  port: 'Properties',
  methods: { find: READ, list: READ, setCapacities: EFFECT, beginEpoch: EFFECT },
};

/** The commits of the sweep for holds past their deadline. */
export const expiringEffects = committerEffects('expire-holds');
export const expiringLeaseEffects = leaseEffects('expire-holds-lease');

export const failpointPorts = [
  ...processingPorts,
  countersEffects,
  reservationsEffects,
  propertiesEffects,
  expiringEffects,
  expiringLeaseEffects,
] as const;
