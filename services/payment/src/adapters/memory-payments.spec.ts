import { MemoryUnitOfWork } from '@wanderluxe/messaging/memory';
import { MemoryPayments } from './memory-payments.ts';
import { describePaymentsBehaviour } from './payments.behaviour.ts';

describePaymentsBehaviour('in memory', async () => ({
  payments: new MemoryPayments(),
  unitOfWork: new MemoryUnitOfWork(),
}));
