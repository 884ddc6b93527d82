import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface Listener {
  readonly port: number;
  readonly server: Server;
  /** Takes no new connection, lets running requests finish, cuts idle connections. */
  close(): Promise<void>;
}

/** Listens; port 0 takes a free one. A port in use is an error that names it. */
export async function listen(
  app: Express,
  { port, host }: { port: number; host: string },
): Promise<Listener> {
  const server = createServer(app);
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, port)));
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, server, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  return closed;
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`port ${port} is in use: stop what listens there or choose another port`, {
    cause: error,
  });
}
