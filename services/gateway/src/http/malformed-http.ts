import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

interface ParserError extends Error {
  code?: string;
}

/** What Node's HTTP parser refuses before any route sees it. */
const answers: Readonly<Record<string, { status: number; reason: string; code: string; title: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    code: 'headers_too_large',
    title: 'The headers are too large',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    code: 'request_timeout',
    title: 'The request took too long to arrive',
  },
};
const malformed = {
  status: 400,
  reason: 'Bad Request',
  code: 'malformed_http',
  title: 'The request is not valid HTTP',
};

/** Gives a problem document to clients that do not speak HTTP well enough to reach a route. */
export function answerMalformedHttp(server: Server): void {
  server.on('clientError', (error: ParserError, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const { status, reason, code, title } = answers[error.code ?? ''] ?? malformed;
    const body = JSON.stringify({ type: `urn:wanderluxe:problem:${code}`, title, status, code });
    socket.end(
      `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
