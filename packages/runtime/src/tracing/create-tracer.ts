import type { Logger } from '../logger.ts';
import { noTracer, type Tracer } from './tracer.ts';

/** A tracer for a service: one that sends spans when the setting names a collector, and none that costs otherwise. */
export async function createTracer(
  service: string,
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: { readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined },
  logger: Logger,
): Promise<Tracer> {
  if (endpoint === undefined) return noTracer;
  const { otlpTracer } = await import('./otlp-tracer.ts');
  return otlpTracer({ service, endpoint, logger });
}
