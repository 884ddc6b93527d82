import type { Reconciler } from '@wanderluxe/messaging';
import { problemHandler, reconcileRoute } from '@wanderluxe/runtime';
import express, { type Router } from 'express';
import { type DetectOversellEdges, detectOversell } from '../jobs/detect-oversell.ts';
import { oversellAsJson } from './operations-json.ts';
import { asProblem, REPAIRS_STAY } from './problems.ts';

export interface OperationsApiEdges extends DetectOversellEdges {
  readonly reconciler: Pick<Reconciler, 'runAll'>;
  readonly onUnexpected: (error: unknown) => void;
}

/** For operators, on the ops port: internal, without authentication. */
export function operationsApi(edges: OperationsApiEdges): Router {
  const router = express.Router();

  router.post(
    '/reconcile',
    reconcileRoute((isDryRun) => edges.reconciler.runAll(isDryRun)),
  );

  router.get('/oversell', async (_req, res) => {
    res.json(oversellAsJson(await detectOversell(edges)));
  });

  router.use(asProblem(REPAIRS_STAY), problemHandler(edges.onUnexpected));
  return router;
}
