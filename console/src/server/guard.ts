import { ProblemError } from '@wanderluxe/runtime';
import type { RequestHandler } from 'express';
import type { Session } from './session.ts';

/** Only what this server sends is loaded or run, and no other page may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  next();
};

export const requireSession =
  (session: Session): RequestHandler =>
  (req, _res, next) => {
    if (session.isGranted(req.headers.cookie)) return next();
    next(
      new ProblemError({
        status: 401,
        code: 'not_let_in',
        title: 'The console does not know you',
        detail: 'Open the address that "./wanderluxe status" prints: it carries the token.',
      }),
    );
  };

const SAFE: readonly string[] = ['GET', 'HEAD'];

/** A change must come from the console's own page: a form elsewhere could send the cookie along. */
export const requireOwnOrigin: RequestHandler = (req, _res, next) => {
  if (SAFE.includes(req.method) || isOwn(req.headers.origin, req.headers.host)) return next();
  next(
    new ProblemError({
      status: 403,
      code: 'foreign_origin',
      title: 'Changes are taken from the console itself only',
      detail: 'Send the Origin header of the console, or use the ./wanderluxe command.',
    }),
  );
};

const isOwn = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && host !== undefined && URL.parse(origin)?.host === host;
