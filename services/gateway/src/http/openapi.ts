import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { bookingFields } from './contract/booking-request-schema.ts';
import { cancellationFields } from './contract/cancellation-schema.ts';
import { bookingPath, propertyPath, stayQuery } from './contract/query-schemas.ts';
import {
  availability,
  booking,
  cancellation,
  pendingBooking,
  problemDocument,
} from './contract/responses.ts';
import { type ProblemCode, problems } from './problems.ts';

type Responses = Record<string, ResponseConfig>;

const header = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const, example },
});

const allow = { headers: { Allow: header('The methods of the path.', 'GET, HEAD') } };

/** The problems that a route answers, gathered by status. */
function refusals(...codes: readonly ProblemCode[]): Responses {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  return Object.fromEntries([...byStatus].map(([status, own]) => [status, refusal(own)]));
}

function refusal(codes: readonly ProblemCode[]): ResponseConfig {
  const retry = codes.some((code) => 'retryAfterSeconds' in problems[code]);
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join('\n\n'),
    content: { 'application/problem+json': { schema: problemDocument } },
    ...(retry ? { headers: { 'Retry-After': header('Seconds to wait.', '3') } } : {}),
  };
}

const json = (description: string, schema: z.ZodType): ResponseConfig => ({
  description,
  content: { 'application/json': { schema } },
});

const unexpected: Responses = {
  500: {
    description: '`internal_error`: The service failed.',
    content: { 'application/problem+json': { schema: problemDocument } },
  },
};

const traceHeader = {
  traceparent: z.string().optional().meta({ description: 'W3C trace context to carry on.' }),
};

const postHeaders = z.object({
  'Idempotency-Key': z.string().meta({
    format: 'uuid',
    description:
      'A UUID v4, new for each booking; the same when a request is repeated. Remembered for 24 hours.',
  }),
  ...traceHeader,
});

const acceptedHeaders = {
  Location: header('Path of the booking.', '/api/v1/bookings/b-123456789'),
  traceparent: header(
    'W3C trace context of the request.',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ),
};

function describePost(registry: OpenAPIRegistry): void {
  registry.registerPath({
    method: 'post',
    path: '/api/v1/bookings',
    operationId: 'requestBooking',
    summary: 'Request a booking',
    description:
      'Answers 202 once the request is durably queued. The outcome follows at the links of the answer.',
    request: {
      headers: postHeaders,
      body: { required: true, content: { 'application/json': { schema: bookingFields } } },
    },
    responses: {
      202: {
        ...json('Accepted.', pendingBooking),
        headers: acceptedHeaders,
      },
      ...refusals(
        'invalid_request',
        'idempotency_key_in_progress',
        'already_processed',
        'idempotency_key_reused',
        'booking_exists',
        'body_too_large',
        'unsupported_media_type',
        'kafka_unavailable',
        'redis_unavailable',
        'overloaded',
        'acceptance_unknown',
      ),
      ...unexpected,
    },
  });
}

function describeBooking(registry: OpenAPIRegistry): void {
  registry.registerPath({
    method: 'get',
    path: '/api/v1/bookings/{bookingId}',
    operationId: 'getBooking',
    summary: 'Read a booking',
    request: { params: bookingPath },
    responses: {
      200: json("The ledger's view, or PENDING while it has none.", z.union([booking, pendingBooking])),
      ...refusals('invalid_request', 'booking_not_found', 'ledger_unavailable', 'redis_unavailable'),
      ...unexpected,
    },
  });
}

function describeEvents(registry: OpenAPIRegistry): void {
  registry.registerPath({
    method: 'get',
    path: '/api/v1/bookings/{bookingId}/events',
    operationId: 'followBooking',
    summary: 'Follow a booking until its outcome',
    description:
      'Server-sent events: a `step` for each entry of the audit log, then one `outcome`, then the end. Send the last id as Last-Event-ID to go on, at any instance.',
    request: {
      params: bookingPath,
      headers: z.object({
        'Last-Event-ID': z.string().optional().meta({ description: 'The last id received.' }),
      }),
    },
    responses: {
      200: { description: 'The steps.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      204: { description: 'The outcome was told already: do not come again.' },
      ...refusals(
        'invalid_request',
        'booking_not_found',
        'ledger_unavailable',
        'redis_unavailable',
        'too_many_watchers',
      ),
      ...unexpected,
    },
  });
}

function describeCancellation(registry: OpenAPIRegistry): void {
  registry.registerPath({
    method: 'post',
    path: '/api/v1/bookings/{bookingId}/cancellation',
    operationId: 'cancelBooking',
    summary: 'Cancel a booking',
    description:
      'Answers 202 once the wish is durably queued, and again whenever it is repeated. Before the charge nothing is charged, afterwards it is paid back; then the rooms are free again. Read the booking for what came of it: CANCELLED, or FAILED when it failed by itself first.',
    request: {
      params: bookingPath,
      headers: z.object(traceHeader),
      body: { required: false, content: { 'application/json': { schema: cancellationFields } } },
    },
    responses: {
      202: { ...json('Accepted.', cancellation), headers: acceptedHeaders },
      ...refusals(
        'invalid_request',
        'booking_not_found',
        'booking_failed',
        'body_too_large',
        'unsupported_media_type',
        'booking_not_visible_yet',
        'ledger_unavailable',
        'redis_unavailable',
        'kafka_unavailable',
        'overloaded',
        'acceptance_unknown',
      ),
      ...unexpected,
    },
  });
}

function describeAvailability(registry: OpenAPIRegistry): void {
  registry.registerPath({
    method: 'get',
    path: '/api/v1/properties/{propertyId}/availability',
    operationId: 'getAvailability',
    summary: 'Free rooms for each night',
    request: { params: propertyPath, query: stayQuery },
    responses: {
      200: json('Free rooms from `from` to the night before `to`.', availability),
      ...refusals('invalid_request', 'property_not_found', 'inventory_unavailable'),
      ...unexpected,
    },
  });
}

/** What paths and methods answer that are described nowhere. */
function describeTheRest(registry: OpenAPIRegistry): void {
  for (const code of ['route_not_found', 'method_not_allowed'] as const) {
    registry.registerComponent('responses', code, {
      description: `\`${code}\`: ${problems[code].title}.`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      ...(code === 'method_not_allowed' ? allow : {}),
    });
  }
}

/** The API's OpenAPI 3.1 document, made of the schemas that also validate the requests. */
export function openApiDocument() {
  const registry = new OpenAPIRegistry();
  for (const describe of [
    describePost,
    describeBooking,
    describeEvents,
    describeCancellation,
    describeAvailability,
    describeTheRest,
  ]) {
    describe(registry);
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'WanderLuxe bookings API',
      version: '1',
      description: 'Any other path answers 404 `route_not_found`, any other method 405 `method_not_allowed`.',
    },
    servers: [{ url: '/' }],
  });
}
