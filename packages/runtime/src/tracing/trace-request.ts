import type { Request, RequestHandler, Response } from 'express';
import { childOf, formatTraceparent, parseTraceparent, type SpanContext } from './traceparent.ts';
import { type SpanAttributes, spanNowMs, type Tracer } from './tracer.ts';

export interface TracingParts {
  readonly tracer: Tracer;
  /** Share of the traces that begin here that are recorded, 0 to 1. */
  readonly sampledShare: number;
  readonly random: () => number;
}

/** Where traces do not begin: a request is recorded when its caller is. */
export const ONLY_ASKED_FOR = { sampledShare: 0, random: () => 0 };

/** The step of its trace that a request is, after `traceRequest`. */
export const stepOf = (res: Response): SpanContext => res.locals.step as SpanContext;

/** Says what a request is about, once it was read: in its span and in log lines. */
export function isAbout(res: Response, ids: SpanAttributes): void {
  res.locals.about = ids;
}

const idsOf = (res: Response) => res.locals.about as SpanAttributes | undefined;

/** What log lines say of a request: its trace and, once it was read, its ids. */
export const aboutRequest = (res: Response): Readonly<Record<string, unknown>> => ({
  traceId: (res.locals.step as SpanContext | undefined)?.traceId,
  ...idsOf(res),
});

/** Goes on with the caller's trace, as that asks to be recorded or not, or begins one; the answer says which. */
export const traceRequest =
  ({ tracer, sampledShare, random }: TracingParts): RequestHandler =>
  (req, res, next) => {
    const caller = parseTraceparent(req.get('traceparent'));
    const step = caller ? childOf(caller) : { ...childOf(undefined), sampled: random() < sampledShare };
    res.locals.step = step;
    res.set('traceparent', formatTraceparent(step));
    if (tracer.recording && step.sampled) recordWhenAnswered(tracer, step, req, res);
    next();
  };

function recordWhenAnswered(tracer: Tracer, step: SpanContext, req: Request, res: Response): void {
  const startMs = spanNowMs();
  res.once('close', () => {
    const route = String(req.route?.path ?? 'none');
    tracer.record({
      ...{ name: `${req.method} ${route}`, kind: 'server', startMs, endMs: spanNowMs() },
      ...{ traceparent: formatTraceparent(step), parent: req.get('traceparent') },
      attributes: {
        'http.request.method': req.method,
        'http.route': route,
        'http.response.status_code': res.statusCode,
        ...idsOf(res),
      },
      errorClass: res.statusCode >= 500 ? String(res.statusCode) : undefined,
    });
  });
}
