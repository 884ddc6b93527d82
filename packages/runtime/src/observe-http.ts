import type { RequestHandler } from 'express';
import { Counter, Histogram, type Registry } from 'prom-client';

/** Counts and times each request by its route's template, never by a path with ids, when its answer has ended or its client has left. */
export function observeHttp(registry: Registry): RequestHandler {
  const registers = [registry];
  const requests = new Counter({
    name: 'wl_http_requests_total',
    help: 'Requests by method, route template and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'wl_http_request_duration_seconds',
    help: 'From a request to the end of its answer, by method and route template.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return (req, res, next) => {
    const startedMs = performance.now();
    res.once('close', () => {
      const path: unknown = req.route?.path;
      const route = typeof path === 'string' ? path : 'none';
      const method = knownMethod(req.method);
      requests.inc({ method, route, status: res.statusCode });
      duration.observe({ method, route }, (performance.now() - startedMs) / 1_000);
    });
    next();
  };
}

/** What a client calls a method is no label: there would be no end of them. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const knownMethod = (method: string): string => (METHODS.has(method) ? method : 'other');
