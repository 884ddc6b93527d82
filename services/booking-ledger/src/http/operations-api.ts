import type { Reconciler } from '@wanderluxe/messaging';
import { problemHandler, reconcileRoute } from '@wanderluxe/runtime';
import express, { type Router } from 'express';
import { asProblem } from './problems.ts';

export interface OperationsApiEdges {
  readonly reconciler: Pick<Reconciler, 'runAll'>;
  readonly onUnexpected: (error: unknown) => void;
}

/** For operators, on the ops port: internal, without authentication. */
export function operationsApi({ reconciler, onUnexpected }: OperationsApiEdges): Router {
  const router = express.Router();
  router.post(
    '/reconcile',
    reconcileRoute((isDryRun) => reconciler.runAll(isDryRun)),
  );
  router.use(asProblem, problemHandler(onUnexpected));
  return router;
}
