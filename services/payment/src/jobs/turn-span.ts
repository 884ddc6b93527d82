import { inSpan, noTracer, type Tracer } from '@wanderluxe/runtime';
import type { Payment } from '../domain/payment.ts';
import type { Reminder } from '../ports.ts';

/**
 * One turn as a step of the payment's trace: a child of the step that made it necessary. What a sweep found has no known
 * cause, and is a first step.
 */
export const inTurn = <T>(
  { bookingId, due, traceparent: parent }: Reminder,
  { traceId }: Payment,
  tracer: Tracer = noTracer,
  work: (traceparent: string) => Promise<T>,
): Promise<T> => {
  const attributes = { 'messaging.system': 'bullmq', bookingId };
  return inSpan(tracer, { name: `job ${due}`, kind: 'consumer', parent, traceId, attributes }, work);
};
