import { childOf, formatTraceparent, parseTraceparent, spanNowMs, type Tracer } from '@wanderluxe/runtime';
import type { Outgoing } from '../handler.ts';
import type { OutboxRow } from '../ports.ts';
import type { Identify } from '../runner/consumer-options.ts';

/** Messages that are stored: each is the step that its own headers name, and whoever hears it is its child. */
export function recordCreated(
  tracer: Tracer,
  events: readonly Outgoing[],
  startMs: number,
  identify?: Identify,
): void {
  const endMs = spanNowMs();
  for (const { topic, headers, parent, event } of events) {
    const { traceparent } = headers;
    if (traceparent === undefined) continue;
    const attributes = {
      'messaging.system': 'kafka',
      'messaging.destination.name': topic,
      ...identify?.(event as never),
    };
    tracer.record({
      name: `create ${topic}`,
      kind: 'producer',
      traceparent,
      parent,
      startMs,
      endMs,
      attributes,
    });
  }
}

/** Messages that the broker has now: how long each was in the outbox, and whether it was left to the relay. */
export function recordSent(tracer: Tracer, rows: readonly OutboxRow[], relayed: boolean): void {
  if (!tracer.recording) return;
  const endMs = spanNowMs();
  for (const { createdAtMs, records } of rows) {
    for (const { topic, headers } of records) {
      const parent = headers.traceparent?.toString();
      const created = parseTraceparent(parent);
      if (!created?.sampled) continue;
      tracer.record({
        ...{
          name: `send ${topic}`,
          kind: 'client',
          traceparent: formatTraceparent(childOf(created)),
          parent,
        },
        ...{ startMs: Math.min(createdAtMs, endMs), endMs },
        attributes: {
          'messaging.system': 'kafka',
          'messaging.destination.name': topic,
          'messaging.outbox.relayed': relayed,
        },
      });
    }
  }
}
