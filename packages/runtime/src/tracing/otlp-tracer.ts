import type { Context, HrTime, Tracer as SdkTracer } from '@opentelemetry/api';
import * as api from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.ts';
import { parseTraceparent, type SpanContext } from './traceparent.ts';
import { type FinishedSpan, recordingTracer, type SpanKind, type Tracer } from './tracer.ts';

export interface OtlpOptions {
  readonly service: string;
  /** Of a collector, without /v1/traces. */
  readonly endpoint: string;
  readonly logger: Logger;
}

/** Spans waiting to be sent; beyond it they are dropped and not the work delayed. */
const MAX_WAITING_SPANS = 16_384;
const MAX_SPANS_OF_A_SEND = 512;
const SEND_EVERY_MS = 1_000;
const SEND_TIMEOUT_MS = 5_000;
const STOP_WITHIN_MS = 1_500;

const kinds: Readonly<Record<SpanKind, api.SpanKind>> = {
  server: api.SpanKind.SERVER,
  client: api.SpanKind.CLIENT,
  producer: api.SpanKind.PRODUCER,
  consumer: api.SpanKind.CONSUMER,
  internal: api.SpanKind.INTERNAL,
};

/**
 * Sends spans to a collector by OTLP over HTTP, with the OpenTelemetry SDK: this file alone imports it, and is itself
 * imported only when a collector is set. OTEL_EXPORTER_OTLP_HEADERS is the exporter's own setting. A collector that is
 * away costs spans, never bookings.
 */
export function otlpTracer(options: OtlpOptions): Tracer {
  reportTo(options.logger);
  // Ids are settled before a span is recorded, because messages already carry them.
  let next: SpanContext | undefined;
  const provider = providerOf(options, () => next);
  const tracer = provider.getTracer('@wanderluxe/runtime');
  const send = (span: FinishedSpan): void => {
    next = parseTraceparent(span.traceparent);
    sendSpan(tracer, span);
  };
  return recordingTracer(send, () => within(STOP_WITHIN_MS, provider.shutdown()));
}

function providerOf({ service, endpoint }: OtlpOptions, next: () => SpanContext | undefined): TracerProvider {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'wanderluxe' }),
    sampler: new AlwaysOnSampler(),
    idGenerator: {
      generateTraceId: () => next()?.traceId ?? api.INVALID_TRACEID,
      generateSpanId: () => next()?.spanId ?? api.INVALID_SPANID,
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: SEND_TIMEOUT_MS }),
        maxQueueSize: MAX_WAITING_SPANS,
        maxExportBatchSize: MAX_SPANS_OF_A_SEND,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: SEND_TIMEOUT_MS,
      }),
    ],
  });
}

function sendSpan(tracer: SdkTracer, { name, kind, parent, startMs, endMs, ...rest }: FinishedSpan): void {
  const options = { kind: kinds[kind], startTime: hrTime(startMs), attributes: { ...rest.attributes } };
  const span = tracer.startSpan(name, options, contextOf(parseTraceparent(parent)));
  const { errorClass } = rest;
  if (errorClass !== undefined) {
    span.setAttribute('error.type', errorClass);
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: errorClass });
  }
  span.end(hrTime(endMs));
}

function contextOf(cause: SpanContext | undefined): Context {
  if (!cause) return api.ROOT_CONTEXT;
  const { traceId, spanId } = cause;
  const context = { traceId, spanId, isRemote: true, traceFlags: api.TraceFlags.SAMPLED };
  return api.trace.setSpanContext(api.ROOT_CONTEXT, context);
}

/** A bare number from before the start of this process, such as a row's that was left behind, would be misread. */
const hrTime = (epochMs: number): HrTime => [
  Math.floor(epochMs / 1_000),
  Math.round((epochMs % 1_000) * 1_000_000),
];

function reportTo(logger: Logger): void {
  const warn = (reason: string) => logger.warn('spans were not sent', { reason });
  const silent = () => {};
  const target = { error: warn, warn, info: silent, debug: silent, verbose: silent };
  api.diag.setLogger(target, { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true });
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
  await Promise.race([work.catch(() => {}), late]);
}
