import { processingPorts } from '@wanderluxe/messaging';
import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { Bookings } from './ports.ts';

const READ = 'only reads';

export const bookingsEffects: PortEffects<Bookings> = {
  scope: 'bookings',
  port: 'Bookings',
  methods: { find: READ, page: READ, save: EFFECT },
};

export const failpointPorts = [...processingPorts, bookingsEffects] as const;
