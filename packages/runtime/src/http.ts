import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Express } from 'express';

export interface Listener {
  readonly port: number;
  readonly server: Server;
  /**
   * Takes no new connection and lets running requests finish. A connection ends with the answer to its last request,
   * which says so (`Connection: close`), so that no client sends into one that is being cut. One without a request
   * has `idleMs` to send one.
   */
  close(options?: { readonly idleMs?: number }): Promise<void>;
}

/** For a service that stops under load: its clients' kept connections are told to end, and hardly one is cut. */
export const IDLE_MS = 500;
const LOOK_EVERY_MS = 20;

/** Listens; port 0 takes a free one. A port in use is an error that names it. */
export async function listen(
  app: Express,
  { port, host }: { port: number; host: string },
): Promise<Listener> {
  const server = createServer(app);
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  const answers = latestAnswers(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, port)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: ({ idleMs = 0 } = {}) => closeServer(server, answers, idleMs),
  };
}

/** The latest answer of each connection, under way or given. */
function latestAnswers(server: Server): ReadonlyMap<Socket, ServerResponse> {
  const latest = new Map<Socket, ServerResponse>();
  server.on('request', ({ socket }, res) => latest.set(socket, res));
  server.on('connection', (socket) => socket.once('close', () => latest.delete(socket)));
  return latest;
}

async function closeServer(
  server: Server,
  answers: ReadonlyMap<Socket, ServerResponse>,
  idleMs: number,
): Promise<void> {
  // Not the HTTP server's own close: that cuts idle connections at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  server.prependListener('request', (_req, res) => endsConnection(res));
  for (const answer of answers.values()) endsConnection(answer);
  await Promise.race([closed, sleep(idleMs, undefined, { ref: false })]);
  const cutting = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
  server.closeIdleConnections();
  await closed;
  clearInterval(cutting);
}

function endsConnection(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader('Connection', 'close');
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`port ${port} is in use: stop what listens there or choose another port`, {
    cause: error,
  });
}
