import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { TcpProxy } from './tcp-proxy.ts';

/** A connection through the proxy, with what came back and how it ended. */
interface Line {
  readonly socket: Socket;
  readonly received: () => string;
  readonly ended: () => string | undefined;
}

describe('TcpProxy', () => {
  let echo: Server;
  let proxy: TcpProxy;
  let port: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    proxy = new TcpProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
    port = await proxy.start();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await proxy.stop();
    await new Promise((resolve) => echo.close(resolve));
  });

  function dial(): Line {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    let ended: string | undefined;
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ended = error.code;
    });
    socket.on('close', () => {
      ended ??= 'closed';
    });
    sockets.push(socket);
    return { socket, received: () => text, ended: () => ended };
  }

  it('passes bytes both ways and counts them', async () => {
    const line = dial();
    line.socket.write('hello');
    await eventually(() => expect(line.received()).to.equal('hello'));
    expect(proxy.traffic).to.deep.equal({ toServer: 5, toClient: 5 });
  });

  it('passes many megabytes unchanged, and an end after them', async () => {
    const line = dial();
    const text = '0123456789'.repeat(400_000);
    line.socket.end(text);
    await eventually(() => expect(line.ended()).to.equal('closed'));
    expect(line.received().length).to.equal(text.length);
    expect(line.received() === text).to.equal(true);
  });

  it('delays a round trip, and keeps the order when the delay ends', async () => {
    const line = dial();
    proxy.set({ kind: 'latency', latencyMs: 300 });
    const startedMs = Date.now();
    line.socket.write('first ');
    await sleep(100);
    expect(line.received()).to.equal('');
    proxy.set({ kind: 'pass' });
    line.socket.write('second');
    await eventually(() => expect(line.received()).to.equal('first second'));
    expect(Date.now() - startedMs).to.be.at.least(290);
  });

  it('lets nothing through while it hangs, for old and new connections, and everything afterwards', async () => {
    const before = dial();
    before.socket.write('a');
    await eventually(() => expect(before.received()).to.equal('a'));
    proxy.set({ kind: 'hang' });
    const after = dial();
    before.socket.write('b');
    after.socket.write('c');
    await sleep(200);
    expect([before.received(), after.received()]).to.deep.equal(['a', '']);
    expect([before.ended(), after.ended()]).to.deep.equal([undefined, undefined]);
    proxy.set({ kind: 'pass' });
    await eventually(() => expect([before.received(), after.received()]).to.deep.equal(['ab', 'c']));
  });

  it('closes what is cut, then lets new connections through again', async () => {
    const before = dial();
    before.socket.write('a');
    await eventually(() => expect(before.received()).to.equal('a'));
    proxy.set({ kind: 'cut' });
    await eventually(() => expect(before.ended()).to.equal('closed'));
    const meanwhile = dial();
    await eventually(() => expect(meanwhile.ended()).to.be.oneOf(['closed', 'ECONNRESET']));
    proxy.set({ kind: 'pass' });
    const after = dial();
    after.socket.write('c');
    await eventually(() => expect(after.received()).to.equal('c'));
  });

  it('resets connections, so that the client sees an error and not an end', async () => {
    const line = dial();
    line.socket.write('a');
    await eventually(() => expect(line.received()).to.equal('a'));
    proxy.set({ kind: 'reset' });
    await eventually(() => expect(line.ended()).to.equal('ECONNRESET'));
  });

  it('ends the client when the server is not there', async () => {
    await new Promise((resolve) => echo.close(resolve));
    const line = dial();
    await eventually(() => expect(line.ended()).to.be.oneOf(['closed', 'ECONNRESET']));
    echo = createServer();
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  });
});
