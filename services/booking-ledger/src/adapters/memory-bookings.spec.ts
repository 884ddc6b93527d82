import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { describeBookingsBehaviour } from './bookings.behaviour.ts';
import { MemoryBookings } from './memory-bookings.ts';

describeBookingsBehaviour('MemoryBookings', async () => ({
  bookings: new MemoryBookings(),
  unitOfWork: new MemoryUnitOfWork(),
}));
