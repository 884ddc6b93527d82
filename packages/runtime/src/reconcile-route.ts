import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type Problem, ProblemError } from './problem.ts';
import { valid } from './requests.ts';

const query = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });

const alreadyRunning: Problem = {
  status: 409,
  code: 'reconcile_running',
  title: 'A reconciliation is under way',
  detail: 'It looks at everything; ask again when it is done.',
};

/** POST /reconcile?dryRun=true|false of every service; `run` answers undefined while one is under way. */
export const reconcileRoute =
  (run: (isDryRun: boolean) => Promise<object | undefined>): RequestHandler =>
  async (req, res) => {
    const report = await run(valid(query, req.query).dryRun === 'true');
    if (!report) throw new ProblemError(alreadyRunning);
    res.json(report);
  };
