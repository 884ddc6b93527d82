import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Whether a server could listen on 127.0.0.1:port now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => done(true)));
  });
}

const LISTENING = '0A';

/** Socket inodes that listen on the port, out of the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === LISTENING)
    .map((fields) => fields[9]!);
}

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function holdsSocket(pid: string, sockets: ReadonlySet<string>): boolean {
  const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`), []);
  return descriptors.some((fd) => sockets.has(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '')));
}

/** "process 123 (java)" for the listener on a port, or null when it is not ours to see. */
export function findListener(port: number): string | null {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) =>
    attempt(() => readFileSync(path, 'utf8'), ''),
  );
  const sockets = new Set(
    tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return null;
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holdsSocket(entry, sockets));
  if (!pid) return null;
  const name = attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), 'unknown');
  return `process ${pid} (${name})`;
}
