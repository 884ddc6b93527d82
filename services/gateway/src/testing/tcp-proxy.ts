import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before a real server and can be cut off or made silent. */
export class TcpProxy {
  readonly #target: { host: string; port: number };
  readonly #server = createServer((client) => this.#join(client));
  readonly #sockets = new Set<Socket>();
  /** New connections are refused while this holds. */
  #isCut = false;
  #isSilent = false;

  constructor(target: URL) {
    this.#target = { host: target.hostname, port: Number(target.port) };
  }

  /** The port that it listens on. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Closes all connections, and each new one at once. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections stay, nothing passes. */
  silence(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  heal(): void {
    this.#isCut = false;
    this.#isSilent = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    if (this.#isCut) return void client.destroy();
    const server = connect(this.#target);
    this.#pipe(client, server);
    this.#pipe(server, client);
  }

  #pipe(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (chunk) => to.write(chunk));
    from.on('error', () => undefined);
    from.once('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    if (this.#isSilent) from.pause();
  }
}
