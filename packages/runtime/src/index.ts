export * from './config.ts';
export * from './http.ts';
export * from './logger.ts';
export * from './ops.ts';
export * from './problem.ts';
export * from './reconcile-route.ts';
export * from './requests.ts';
export * from './run-service.ts';
