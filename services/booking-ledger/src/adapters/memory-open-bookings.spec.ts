import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { MemoryOpenBookings } from './memory-open-bookings.ts';
import { describeOpenBookingsBehaviour } from './open-bookings.behaviour.ts';

describeOpenBookingsBehaviour('MemoryOpenBookings', async () => ({
  open: new MemoryOpenBookings(),
  unitOfWork: new MemoryUnitOfWork(),
}));
