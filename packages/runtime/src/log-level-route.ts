import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { type LeveledLogger, logLevels } from './logger.ts';
import { ProblemError, problemHandler } from './problem.ts';
import { clientFault, valid } from './requests.ts';

const wanted = z.strictObject({ level: z.enum(logLevels) });

/**
 * GET and PUT /loglevel on the operations port: {"level":"debug"} holds until the next PUT or the end of the process,
 * which starts with LOG_LEVEL again. Every change is logged.
 */
export function serveLogLevel(app: Express, logger: LeveledLogger): void {
  const route = express.Router();
  route.get('/', (_req, res) => {
    res.json({ level: logger.level });
  });
  route.put('/', express.json({ limit: '1kb' }), (req, res) => {
    const { level } = valid(wanted, req.body ?? {});
    const before = logger.level;
    logger.level = level;
    logger.warn('the log level was set', { before, now: level });
    res.json({ level });
  });
  route.use(
    unreadable,
    problemHandler((error) => logger.error("an operator's request failed", { error })),
  );
  app.use('/loglevel', route);
}

const unreadable: ErrorRequestHandler = (error, _req, _res, next) => {
  const fault = clientFault(error);
  next(fault ? new ProblemError(fault) : error);
};
