import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { findListener, isPortFree, listeningInodes } from './ports-in-use.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:46A0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000
   1: 0100007F:46A0 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0000
   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000
`;

describe('listeningInodes', () => {
  it('finds who listens on the port, not who is connected to it', () => {
    expect(listeningInodes(table, 18_080)).to.deep.equal(['111']);
    expect(listeningInodes(table, 80)).to.deep.equal(['333']);
    expect(listeningInodes(table, 81)).to.deep.equal([]);
  });
});

describe('a port in use', () => {
  it('is not free, and its holder is named', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).to.equal(false);
    expect(findListener(port)).to.match(new RegExp(`^process ${process.pid} \\(`));
    server.close();
    await once(server, 'close');
    expect(await isPortFree(port)).to.equal(true);
    expect(findListener(port)).to.equal(null);
  });
});
