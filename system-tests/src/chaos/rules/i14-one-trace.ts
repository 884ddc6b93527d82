import { events, isOfChaos } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

const traceIdIn = (traceparent: string | null | undefined): string | undefined => traceparent?.split('-')[1];

export const oneTrace: Rule = {
  id: 'I14',
  title: 'one trace id from the HTTP call to the outcome',
  check(evidence) {
    const traceOf = new Map(evidence.wishes.map(({ bookingId, traceId }) => [bookingId, traceId]));
    const inEvents = judgeEach(
      events(evidence).filter((record) => !isOfChaos(record)),
      ({ event, headers, topic }) => {
        const expected = traceOf.get(event.bookingId);
        const inHeader = traceIdIn(headers.traceparent);
        return event.traceId === expected && inHeader === expected
          ? []
          : [
              `${event.eventType} on ${topic}: trace ${event.traceId}, header ${inHeader}, the client's was ${expected}`,
            ];
      },
      ({ event }) => event.bookingId,
    );
    const inAnswers = judgeEach(
      evidence.calls.filter(({ what, status }) => what === 'book' && status === 202),
      ({ bookingId, traceparent }) =>
        traceIdIn(traceparent) === traceOf.get(bookingId) ? [] : [`the answer's trace is ${traceparent}`],
      ({ bookingId }) => bookingId,
    );
    return together(inEvents, inAnswers);
  },
};
