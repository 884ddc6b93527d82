import { CommandError } from '@wanderluxe/infra/operate';
import { clientFault, ProblemError } from '@wanderluxe/runtime';
import type { ErrorRequestHandler } from 'express';

/** What a service or Kafka did not answer is told with its remedy, as the commands tell it. */
export const asProblem: ErrorRequestHandler = (error, _req, _res, next) => {
  if (error instanceof CommandError) {
    const { message: title, remedy: detail } = error;
    return next(new ProblemError({ status: 502, code: 'engine_does_not_answer', title, detail }));
  }
  const fault = clientFault(error);
  next(fault ? new ProblemError(fault) : error);
};
