import { expect } from 'chai';
import { DependencyUnavailableError, UnreadableRecordError } from '../errors.ts';
import { rejection } from '../testing/fixtures.ts';
import { createCodec } from './codec.ts';
import type { SchemaDirectory } from './registry.ts';

const amount = { type: 'bytes', logicalType: 'decimal', precision: 18, scale: 2 };
const reason = (symbols: string[]) => ({ type: 'enum', name: 'Reason', symbols, default: 'OTHER' });
const record = (fields: object[]) => JSON.stringify({ type: 'record', name: 'Order', fields });

const id = { name: 'eventId', type: 'string' };
const older = record([
  id,
  { name: 'amount', type: amount },
  { name: 'reason', type: reason(['OTHER', 'A']) },
]);
const newer = record([
  id,
  { name: 'amount', type: amount },
  { name: 'reason', type: reason(['OTHER', 'A', 'B']) },
  { name: 'note', type: 'string', default: '' },
]);
const incompatible = record([{ name: 'eventId', type: 'int' }]);

class FakeDirectory implements SchemaDirectory {
  readonly schemas = new Map<number, string>();
  asked: number[] = [];
  away = false;

  async idOf(_subject: string, schema: string): Promise<number | undefined> {
    return [...this.schemas].find(([, text]) => text === schema)?.[0];
  }
  async schemaOf(wanted: number): Promise<string | undefined> {
    this.asked.push(wanted);
    if (this.away) throw new DependencyUnavailableError('schema registry', 'connection refused');
    return this.schemas.get(wanted);
  }
}

const directory = new FakeDirectory();
const OLDER = 7;
const NEWER = 300;
let nowMs = 0;

const codecOf = (text: string) =>
  createCodec({
    directory,
    contracts: { orders: text },
    subjectOf: (topic) => `${topic}-value`,
    nowMs: () => nowMs,
  });

const framed = (schemaId: number, body: number[] = []): Buffer => {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(schemaId, 1);
  return Buffer.concat([header, Buffer.from(body)]);
};

beforeEach(() => {
  directory.schemas.clear();
  directory.schemas.set(OLDER, older);
  directory.schemas.set(NEWER, newer);
  directory.asked = [];
  directory.away = false;
  nowMs = 0;
});

describe('codec', () => {
  const event = { eventId: 'e1', amount: '12.5', reason: 'A' };

  it('frames with a zero byte and the id, and reads its own without asking', async () => {
    const codec = await codecOf(older);
    const bytes = codec.encode('orders', event);
    expect([...bytes.subarray(0, 5)]).to.deep.equal([0, 0, 0, 0, OLDER]);
    expect(codec.decode('orders', bytes)).to.deep.include(event);
    expect(directory.asked).to.deep.equal([]);
  });

  it('does not start with a schema that is not registered, and says what to do', async () => {
    directory.schemas.clear();
    const error = await rejection(codecOf(older));
    expect(error.message).to.equal(
      'not registered: orders-value. Register the schemas first: ./wanderluxe schemas push',
    );
  });

  it('names the path of what does not fit, before anything is sent', async () => {
    const codec = await codecOf(older);
    expect(() => codec.encode('orders', { ...event, amount: 12.5 })).to.throw(TypeError, 'Order at amount');
    expect(() => codec.encode('orders', { ...event, eventId: undefined })).to.throw(TypeError, 'eventId');
  });

  it('reads an older writer: the new field has its default', async () => {
    const bytes = (await codecOf(older)).encode('orders', event);
    expect(await (await codecOf(newer)).decode('orders', bytes)).to.deep.include({ ...event, note: '' });
  });

  it('reads a newer writer: the unknown field is left out, the unknown symbol is the default', async () => {
    const bytes = (await codecOf(newer)).encode('orders', { ...event, reason: 'B', note: 'hello' });
    const read = await (await codecOf(older)).decode('orders', bytes);
    expect({ ...(read as object) }).to.deep.equal({ ...event, reason: 'OTHER' });
  });

  it('asks once for a writer, even when many records of it come at once, and then is synchronous', async () => {
    const bytes = (await codecOf(newer)).encode('orders', { ...event, note: '' });
    const codec = await codecOf(older);
    await Promise.all(Array.from({ length: 50 }, () => codec.decode('orders', bytes)));
    expect(directory.asked).to.deep.equal([NEWER]);
    expect(codec.decode('orders', bytes)).not.to.be.instanceOf(Promise);
  });

  const unreadable: readonly (readonly [string, Buffer | null])[] = [
    ['no value', null],
    ['an empty value', Buffer.alloc(0)],
    ['less than a header', Buffer.from([0, 0, 0])],
    ['another magic byte', Buffer.from([1, 0, 0, 0, OLDER, 2, 65, 2, 5, 0])],
    ['no body', framed(OLDER)],
    ['a truncated body', framed(OLDER, [20, 65, 66])],
    ['a string longer than memory', framed(OLDER, [254, 255, 255, 255, 255, 255, 31])],
    ['a symbol that does not exist', framed(OLDER, [2, 65, 2, 5, 40])],
    ['bytes left over', framed(OLDER, [2, 65, 2, 5, 0, 0])],
  ];
  for (const [what, bytes] of unreadable) {
    it(`cannot read ${what}`, async () => {
      const codec = await codecOf(older);
      expect(() => codec.decode('orders', bytes)).to.throw(UnreadableRecordError);
    });
  }

  it('cannot read an incompatible writer', async () => {
    directory.schemas.set(9, incompatible);
    const codec = await codecOf(older);
    const error = await rejection(codec.decode('orders', framed(9, [2])) as Promise<unknown>);
    expect(error).to.be.instanceOf(UnreadableRecordError);
  });

  it('cannot read an unknown id, and does not ask again for a while', async () => {
    const codec = await codecOf(older);
    const decode = () => rejection(codec.decode('orders', framed(99, [2])) as Promise<unknown>);
    expect(await decode()).to.be.instanceOf(UnreadableRecordError);
    expect(await decode()).to.be.instanceOf(UnreadableRecordError);
    expect(directory.asked).to.deep.equal([99]);
    nowMs = 30_000;
    await decode();
    expect(directory.asked).to.deep.equal([99, 99]);
  });

  it('does not take a registry that is away for an unknown id', async () => {
    const codec = await codecOf(older);
    directory.away = true;
    const bytes = framed(NEWER, [2, 65, 2, 5, 0, 0]);
    const error = await rejection(codec.decode('orders', bytes) as Promise<unknown>);
    expect(error).to.be.instanceOf(DependencyUnavailableError);
    directory.away = false;
    expect(await codec.decode('orders', bytes)).to.deep.include({ eventId: 'A', amount: '0.05' });
  });

  it('names a topic that it was given no contract for', async () => {
    const codec = await codecOf(older);
    expect(() => codec.encode('refunds', event)).to.throw('no contract was given for topic refunds');
  });
});
