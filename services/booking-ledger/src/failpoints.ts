import { processingPorts } from '@wanderluxe/messaging';
import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { Bookings, OpenBookings } from './ports.ts';

const READ = 'only reads';

export const bookingsEffects: PortEffects<Bookings> = {
  scope: 'bookings',
  port: 'Bookings',
  methods: { find: READ, page: READ, save: EFFECT },
};

export const openBookingsEffects: PortEffects<OpenBookings> = {
  scope: 'open-bookings',
  port: 'OpenBookings',
  methods: {
    add: 'in the transaction of bookings.save, right after it',
    due: READ,
    replace: 'the only write in its transaction: transaction.run',
    countAsked: READ,
  },
};

export const failpointPorts = [...processingPorts, bookingsEffects, openBookingsEffects] as const;
