import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { DependencyUnavailableError, UnreadableRecordError } from '../errors.ts';
import { rejection } from '../testing/fixtures.ts';
import { register } from '../testing/processing-rig.ts';
import { createCodec } from './codec.ts';
import { registryDirectory } from './registry.ts';

const amount = { type: 'bytes', logicalType: 'decimal', precision: 18, scale: 4 };
const fields = [
  { name: 'eventId', type: 'string' },
  { name: 'amount', type: amount },
  { name: 'day', type: { type: 'int', logicalType: 'date' } },
];
const schema = (extra: object[] = []) =>
  JSON.stringify({ type: 'record', name: 'Priced', fields: [...fields, ...extra] });
const older = schema();
const newer = schema([{ name: 'note', type: 'string', default: 'none' }]);

describe('registry directory', () => {
  const subject = `${freshId('topic')}-value`;
  const directory = () => registryDirectory(servers().registryUrl);
  const codecOf = (text: string) =>
    createCodec({ directory: directory(), contracts: { prices: text }, subjectOf: () => subject });

  before(async () => {
    await register(subject, older);
    await register(subject, newer);
  });
  after(() => fetch(`${servers().registryUrl}/subjects/${subject}`, { method: 'DELETE' }));

  const event = { eventId: 'e1', amount: '12.5', day: '2015-07-01' };

  it('lets both versions read each other, with exact money and days', async () => {
    const [old, young] = [await codecOf(older), await codecOf(newer)];
    const fromOld = await young.decode('prices', old.encode('prices', event));
    expect(fromOld).to.deep.include({ ...event, note: 'none' });
    const fromYoung = await old.decode('prices', young.encode('prices', { ...event, note: 'x' }));
    expect({ ...(fromYoung as object) }).to.deep.equal(event);
  });

  it('keeps the scale of a decimal in the text that it gives back', async () => {
    const id = (await directory().idOf(subject, older)) as number;
    const text = JSON.parse((await directory().schemaOf(id)) as string);
    expect(text.fields[1].type).to.deep.equal(amount);
  });

  it('knows no id for another subject or another schema', async () => {
    expect(await directory().idOf(freshId('nobody'), older)).to.equal(undefined);
    expect(await directory().idOf(subject, '"string"')).to.equal(undefined);
    expect(await directory().schemaOf(2_147_483_000)).to.equal(undefined);
    expect(await directory().schemaOf(4_294_967_295)).to.equal(undefined);
  });

  it('calls an id of something else than Avro unreadable: waiting would not help', async () => {
    const other = `${freshId('json')}-value`;
    const id = await register(other, '{"type":"object"}', 'JSON');
    const read = registryDirectory(servers().registryUrl).schemaOf(id);
    const error = await rejection(
      read.then((text) => (text === undefined ? undefined : Promise.reject(new Error(text)))),
    );
    await fetch(`${servers().registryUrl}/subjects/${other}`, { method: 'DELETE' });
    expect(error).to.be.instanceOf(UnreadableRecordError);
  });

  it('calls a registry that nothing answers for away', async () => {
    const nowhere = registryDirectory('http://127.0.0.1:1');
    expect(await rejection(nowhere.schemaOf(1))).to.be.instanceOf(DependencyUnavailableError);
    expect(await rejection(nowhere.idOf(subject, older))).to.be.instanceOf(DependencyUnavailableError);
  });

  describe('over a registry that misbehaves', () => {
    let server: Server;
    let status: number | undefined;
    const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    before((done) => {
      server = createServer((_req, res) => {
        if (status) res.writeHead(status).end('{}');
      }).listen(0, '127.0.0.1', done);
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    for (const code of [500, 503, 429, 401]) {
      it(`calls it away when it answers ${code}`, async () => {
        status = code;
        expect(await rejection(registryDirectory(url()).schemaOf(1))).to.be.instanceOf(
          DependencyUnavailableError,
        );
      });
    }

    it('calls it away when it hangs', async () => {
      status = undefined;
      const error = await rejection(registryDirectory(url(), { timeoutMs: 100 }).schemaOf(1));
      expect(error).to.be.instanceOf(DependencyUnavailableError);
    });
  });
});
