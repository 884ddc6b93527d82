import { DependencyUnavailableError, type Reconciler } from '@wanderluxe/messaging';
import { clientFault, ProblemError, problemHandler, reconcileRoute, valid } from '@wanderluxe/runtime';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { z } from 'zod';
import { LISTED, type Payment } from '../domain/payment.ts';
import { type ResolvingOptions, resolveByOperator } from '../resolving.ts';

const MAX_BODY = '4kb';
const MAX_LIMIT = 1_000;
const RETRY_AFTER_S = 1;

const findingSchema = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('captured'), transactionId: z.string().trim().min(1).max(255) }),
  z.strictObject({ result: z.literal('declined') }),
  z.strictObject({ result: z.literal('ask') }),
]);

const pageSchema = z.strictObject({
  status: z.enum(LISTED).default('NEEDS_OPERATOR'),
  limit: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(MAX_LIMIT)).default(100),
});

export interface PaymentsApiOptions extends ResolvingOptions {
  readonly reconciler: Pick<Reconciler, 'runAll'>;
}

/** For operators, on the ops port: which payments wait, what the operator has found out about one, and repairs. */
export function paymentsApi(options: PaymentsApiOptions): Router {
  const api = express.Router();

  api.post(
    '/reconcile',
    reconcileRoute((isDryRun) => options.reconciler.runAll(isDryRun)),
  );

  api.get('/payments', async (req, res) => {
    const { status, limit } = valid(pageSchema, req.query);
    const payments = await options.payments.withStatus(status, limit);
    res.json({ payments: payments.map(shown) });
  });

  api.get('/payments/:id', async (req, res) => {
    const bookingId = String(req.params.id);
    const payment = (await options.payments.find([bookingId])).get(bookingId);
    if (!payment) throw unknownPayment(bookingId);
    res.json(shown(payment));
  });

  api.post('/payments/:id/resolution', express.json({ limit: MAX_BODY }), async (req, res) => {
    const finding = valid(findingSchema, req.body);
    const resolved = await resolveByOperator(String(req.params.id), finding, options);
    if (resolved.kind === 'unknown-booking') throw unknownPayment(String(req.params.id));
    if (resolved.kind === 'contradicted') throw contradicted(resolved.payment);
    res.json(shown(resolved.payment));
  });

  const onUnexpected = (error: unknown) => options.logger.error('a request failed', { error });
  api.use(asProblem, problemHandler(onUnexpected));
  return api;
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function shown({ facts, unknownSinceMs, createdAtMs, updatedAtMs, resolution, ...payment }: Payment) {
  const { key, status, intent, voidReason, transactionId, refundId, detail } = payment;
  const { attempts, inFlight, refundAttempts, traceId } = payment;
  return {
    ...facts,
    ...{
      key,
      status,
      intent,
      voidReason,
      transactionId,
      refundId,
      detail,
      attempts,
      inFlight,
      refundAttempts,
      traceId,
    },
    resolution: resolution && { ...resolution, atMs: undefined, at: timeOf(resolution.atMs) },
    unknownSince: timeOf(unknownSinceMs),
    createdAt: timeOf(createdAtMs),
    updatedAt: timeOf(updatedAtMs),
  };
}

const unknownPayment = (bookingId: string): ProblemError =>
  new ProblemError({
    status: 404,
    code: 'unknown_payment',
    title: 'There is no such payment',
    detail: `No payment of a booking ${bookingId} is known.`,
  });

const contradicted = (payment: Payment): ProblemError =>
  new ProblemError({
    status: 409,
    code: 'payment_settled',
    title: 'The payment is not open, or was settled otherwise',
    detail: `It is ${payment.status}; nothing was changed. See payment.`,
    payment: shown(payment),
  });

const asProblem: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof DependencyUnavailableError) {
    res.setHeader('Retry-After', RETRY_AFTER_S);
    const title = `${error.dependency} is not available`;
    return next(new ProblemError({ status: 503, code: 'dependency_unavailable', title }));
  }
  const fault = clientFault(error);
  next(fault ? new ProblemError(fault) : error);
};
