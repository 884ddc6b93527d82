import { ProblemError, problemHandler } from '@wanderluxe/runtime';
import express, { type Router } from 'express';
import { type DetectOversellEdges, detectOversell } from '../jobs/detect-oversell.ts';
import type { Reconciler } from '../jobs/reconciler.ts';
import { oversellAsJson, reconciliationAsJson } from './operations-json.ts';
import { asProblem, REPAIRS_STAY, reconcileRunning } from './problems.ts';
import { dryRunOf } from './requests.ts';

export interface OperationsApiEdges extends DetectOversellEdges {
  readonly reconciler: Reconciler;
  readonly onUnexpected: (error: unknown) => void;
}

/** For operators, on the ops port: internal, without authentication. */
export function operationsApi(edges: OperationsApiEdges): Router {
  const router = express.Router();

  router.post('/reconcile', async (req, res) => {
    const done = await edges.reconciler.runAll(dryRunOf(req.query));
    if (!done) throw new ProblemError(reconcileRunning);
    res.json(reconciliationAsJson(done));
  });

  router.get('/oversell', async (_req, res) => {
    res.json(oversellAsJson(await detectOversell(edges)));
  });

  router.use(asProblem(REPAIRS_STAY), problemHandler(edges.onUnexpected));
  return router;
}
