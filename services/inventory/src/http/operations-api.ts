import type { Reconciler } from '@wanderluxe/messaging';
import { ProblemError, problemHandler, reconcileRoute } from '@wanderluxe/runtime';
import express, { type Router } from 'express';
import { ReservationState } from '../domain/reservation.ts';
import { type ApplyOversellEdges, applyOversell } from '../jobs/apply-oversell.ts';
import { askAboutHold } from '../jobs/ask-about-hold.ts';
import { detectOversell } from '../jobs/detect-oversell.ts';
import { oversellAsJson, reservationAsJson } from './operations-json.ts';
import { asProblem, notHeld, REPAIRS_STAY, unknownReservation } from './problems.ts';
import { decisionOf, dryRunOf, holdsOf } from './requests.ts';

const MAX_BODY = '4kb';

export interface OperationsApiEdges extends ApplyOversellEdges {
  readonly reconciler: Pick<Reconciler, 'runAll'>;
  readonly nowMs: () => number;
  readonly onUnexpected: (error: unknown) => void;
}

/** For operators, on the ops port: internal, without authentication. */
export function operationsApi(edges: OperationsApiEdges): Router {
  const { reconciler, reservations, nowMs, onUnexpected } = edges;
  const router = express.Router();
  const json = express.json({ limit: MAX_BODY });

  router.post(
    '/reconcile',
    reconcileRoute((isDryRun) => reconciler.runAll(isDryRun)),
  );

  router.get('/oversell', async (_req, res) => {
    res.json(oversellAsJson(await detectOversell(edges)));
  });

  router.post('/oversell/apply', json, async (req, res) => {
    const decision = decisionOf(req.body, nowMs());
    const isDryRun = dryRunOf(req.query);
    const report = isDryRun ? await detectOversell(edges) : await applyOversell(edges, decision);
    res.json({ dryRun: isDryRun, ...oversellAsJson(report) });
  });

  router.get('/holds', async (req, res) => {
    const held = await reservations.held(holdsOf(req.query));
    res.json({ holds: held.map(reservationAsJson) });
  });

  router.post('/holds/:id/release', json, async (req, res) => {
    const bookingId = String(req.params.id);
    const decision = decisionOf(req.body, nowMs());
    const hold = await askAboutHold(edges, bookingId, { decision, isDryRun: dryRunOf(req.query) });
    if (!hold) throw new ProblemError(unknownReservation(bookingId));
    if (hold.state !== ReservationState.HELD) throw new ProblemError(notHeld(hold));
    res.json(reservationAsJson(hold));
  });

  router.get('/reservations/:id', async (req, res) => {
    const bookingId = String(req.params.id);
    const reservation = (await reservations.find([bookingId])).get(bookingId);
    if (!reservation) throw new ProblemError(unknownReservation(bookingId));
    res.json(reservationAsJson(reservation));
  });

  router.use(asProblem(REPAIRS_STAY), problemHandler(onUnexpected));
  return router;
}
