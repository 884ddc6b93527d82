import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JsonAnswer {
  readonly status: number;
  /** Sent as it is. */
  readonly text: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly traceparent: string | undefined;
}

/** A server on a free port that answers what the test says, or never when that is undefined. */
export async function jsonServer(answer: (asked: Asked) => JsonAnswer | undefined | Promise<JsonAnswer>) {
  const server = createServer(async (req, res) => {
    const { method = '', url: path = '', headers } = req;
    const traceparent = headers.traceparent as string | undefined;
    const said = await answer({ method, path, text: await textOf(req), traceparent });
    if (said) res.writeHead(said.status, { 'Content-Type': 'application/json' }).end(said.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
