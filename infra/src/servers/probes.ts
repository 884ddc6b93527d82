import { createConnection } from 'node:net';
import { messageOf } from '../errors.ts';

export const PROBE_TIMEOUT_MS = 3_000;

/** What went wrong, in words that help: fetch hides the reason in `cause`. */
export const reasonOf = (error: unknown): string =>
  messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);

/** Null when a GET answers 200; else the reason, with the start of the body. */
export async function probeHttp(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    const body = await response.text();
    return response.ok ? null : `${response.status} ${body.slice(0, 200)}`;
  } catch (error) {
    return `${url}: ${reasonOf(error)}`;
  }
}

/** Sends bytes over TCP and gives what comes back until `isWhole` says that it is enough. */
export function askOverTcp(
  address: { host: string; port: number },
  request: Buffer,
  isWhole: (answer: Buffer) => boolean,
): Promise<Buffer> {
  return new Promise((done, fail) => {
    let answer: Buffer = Buffer.alloc(0);
    const socket = createConnection(address, () => socket.write(request));
    socket.setTimeout(PROBE_TIMEOUT_MS, () =>
      socket.destroy(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`)),
    );
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed without an answer')));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (!isWhole(answer)) return;
      done(answer);
      socket.destroy();
    });
  });
}
