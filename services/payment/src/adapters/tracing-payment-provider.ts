import { inSpan, type Tracer } from '@wanderluxe/runtime';
import type { PaymentProvider } from '../ports.ts';

/** Every call to the bank as a step of its own: the bank is given that step's context. */
export function traced(provider: PaymentProvider, tracer: Tracer): PaymentProvider {
  if (!tracer.recording) return provider;
  const asked = <T>(operation: string, parent: string, call: (traceparent: string) => Promise<T>) =>
    inSpan(tracer, { name: `bank ${operation}`, kind: 'client', parent, attributes: BANK }, call);
  return {
    charge: (request, announce) =>
      asked('charge', request.traceparent, (traceparent) =>
        provider.charge({ ...request, traceparent }, announce),
      ),
    refund: (request) =>
      asked('refund', request.traceparent, (traceparent) => provider.refund({ ...request, traceparent })),
    lookUp: (key, parent) => asked('look-up', parent, (traceparent) => provider.lookUp(key, traceparent)),
  };
}

const BANK = { 'server.address': 'bank' };
