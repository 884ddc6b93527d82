import { expect } from 'chai';
import { CHAOS_HEADER, type PoisonKind, poisonOf } from './records.ts';

const body = Buffer.from([0, 0, 0, 0, 7, 1, 2, 3, 4]);
const model = {
  ...{ topic: 'booking.requests', partition: 0, offset: 1, timestampMs: 0 },
  ...{ key: Buffer.from('hotel'), value: body, headers: { traceparent: Buffer.from('t') } },
};
const made = (kind: PoisonKind) => poisonOf(model, kind).record;
const bytesOf = (kind: PoisonKind): Buffer => made(kind).value!;

describe('poisonOf', () => {
  it('cuts a body in half, under its own schema', () => {
    expect(bytesOf('truncated')).to.deep.equal(body.subarray(0, 7));
  });

  it('names a schema that nobody has registered', () => {
    expect(bytesOf('unknown-schema').readUInt32BE(1)).to.equal(999_999_999);
  });

  it('begins with another byte than Confluent’s', () => {
    expect(bytesOf('wrong-magic')[0]).to.equal(7);
  });

  it('has no key, and is otherwise what it was', () => {
    expect(made('null-key').key).to.equal(null);
    expect(bytesOf('null-key')).to.deep.equal(body);
  });

  it('is as large as a broker takes it, with a body that is no event', () => {
    const value = bytesOf('oversized');
    expect(value.length).to.be.within(1_000_000, 1_048_588 - 10_000);
    expect(value.subarray(0, body.length)).to.deep.equal(body);
  });

  it('tells its id to whoever finds it, and leaves the model alone', () => {
    const { poison, record } = poisonOf(model, 'wrong-magic');
    expect(record.headers).to.deep.equal({ ...model.headers, [CHAOS_HEADER]: poison.id });
    expect(body[0]).to.equal(0);
  });
});
