import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Direction } from './direction.ts';

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/**
 * pass     bytes go through
 * latency  what the client sends reaches the server so much later; a round trip takes that much longer
 * hang     connections stay and are accepted, nothing passes in either direction
 * cut      connections are closed, new ones at once
 * reset    connections are reset (RST), new ones at once
 */
export type ProxyMode =
  | { readonly kind: 'pass' | 'hang' | 'cut' | 'reset' }
  | { readonly kind: 'latency'; readonly latencyMs: number };

/** Handed on since the proxy started, in bytes. */
export interface ProxyTraffic {
  readonly toServer: number;
  readonly toClient: number;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  readonly directions: readonly [toServer: Direction, toClient: Direction];
}

/** Stands between a client and one server on 127.0.0.1 and does to their connections what it is told. */
export class TcpProxy {
  readonly #target: ProxyTarget;
  readonly #server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  readonly #pairs = new Set<Pair>();
  readonly #bytes = { toServer: 0, toClient: 0 };
  #mode: ProxyMode = { kind: 'pass' };

  constructor(target: ProxyTarget) {
    this.#target = target;
  }

  /** Listens and answers its port; 0 takes a free one. */
  async start(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#end((socket) => socket.destroy());
    await closed;
  }

  get mode(): ProxyMode {
    return this.#mode;
  }

  get traffic(): ProxyTraffic {
    return { ...this.#bytes };
  }

  /** Applies to the connections that there are and to those that come. */
  set(mode: ProxyMode): void {
    this.#mode = mode;
    if (mode.kind === 'cut') this.#end((socket) => socket.destroy());
    if (mode.kind === 'reset') this.#end((socket) => socket.resetAndDestroy());
    for (const pair of this.#pairs) this.#shape(pair);
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#mode.kind === 'cut') return void client.destroy();
    if (this.#mode.kind === 'reset') return void client.resetAndDestroy();
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    client.setNoDelay(true);
    const count = (side: keyof ProxyTraffic) => (bytes: number) => {
      this.#bytes[side] += bytes;
    };
    const directions = [
      new Direction(client, server, count('toServer')),
      new Direction(server, client, count('toClient')),
    ] as const;
    const pair: Pair = { client, server, directions };
    this.#pairs.add(pair);
    this.#shape(pair);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      // After a clean end, bytes may still be on their way to the other side.
      socket.once('close', (failed) => {
        if (failed || other.closed || !socket.readableEnded) this.#forget(pair);
      });
    }
  }

  #shape({ directions }: Pair): void {
    const { kind } = this.#mode;
    directions[0].delay(this.#mode.kind === 'latency' ? this.#mode.latencyMs : 0);
    for (const direction of directions) kind === 'hang' ? direction.hold() : direction.release();
  }

  /** Both sides have ended or one broke: what was still on its way is lost, as on a real line. */
  #forget(pair: Pair): void {
    for (const direction of pair.directions) direction.close();
    pair.client.destroy();
    pair.server.destroy();
    this.#pairs.delete(pair);
  }

  #end(how: (socket: Socket) => void): void {
    for (const { client, server } of [...this.#pairs]) {
      how(client);
      how(server);
    }
  }
}
