import { readdirSync, readFileSync } from 'node:fs';
import { logicalTypes } from '@wanderluxe/messaging';
import avsc from 'avsc';
import { expect } from 'chai';
import { eventIdOf } from './events.ts';
import { isStale } from './generate.ts';
import { schemaTexts } from './generated/contracts.ts';
import { deadLetterTopicOf, schemaText, subjectOf, topicNames, topics } from './topics.ts';

interface Example {
  eventId: string;
  eventType: string;
  payload: { bookingId: string };
}

const folder = (name: string): URL => new URL(`../${name}/`, import.meta.url);
const baseNames = (name: string, suffix: string): string[] =>
  readdirSync(folder(name))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();

const files = baseNames('avro', '.avsc');
const schemaOf = (file: string) => JSON.parse(readFileSync(new URL(`${file}.avsc`, folder('avro')), 'utf8'));
const examplesOf = (file: string): Example[] =>
  JSON.parse(readFileSync(new URL(`${file}.json`, folder('examples')), 'utf8'));
const typeOf = (file: string): avsc.Type => avsc.Type.forSchema(schemaOf(file), { logicalTypes });

describe('generated contracts', () => {
  it('are what the schemas say now', () => {
    expect(isStale(), 'run `pnpm --filter @wanderluxe/schemas generate`').to.equal(false);
  });

  it('carry the text of every schema, so that a bundled service needs no file', () => {
    expect(Object.keys(schemaTexts).sort()).to.deep.equal(files);
    for (const topic of topicNames)
      expect(JSON.parse(schemaText(topic))).to.deep.equal(schemaOf(topics[topic].schema));
  });
});

describe('the table of topics', () => {
  it('uses each schema file once', () => {
    expect(topicNames.map((topic) => topics[topic].schema).sort()).to.deep.equal(files);
  });

  it('names producers and consumers that differ, none twice', () => {
    for (const topic of topicNames) {
      const { producer, consumers } = topics[topic] as { producer: string; consumers: readonly string[] };
      expect(new Set(consumers).size, topic).to.equal(consumers.length);
      expect(consumers, topic).not.to.include(producer);
    }
  });

  it('derives subjects and dead-letter topics that Kafka and the registry accept', () => {
    for (const topic of topicNames) {
      expect(topic).to.match(/^[a-z]+\.[a-z-]+$/);
      expect(subjectOf(topic)).to.equal(`${topic}-value`);
      expect(deadLetterTopicOf(topic, 'payment')).to.equal(`${topic}.payment.dlq`);
    }
  });
});

for (const file of files) {
  describe(`avro/${file}.avsc`, () => {
    const schema = schemaOf(file);
    const fieldNames = (record: { fields: { name: string }[] }) => record.fields.map(({ name }) => name);
    const field = (name: string) => schema.fields.find((one: { name: string }) => one.name === name).type;

    it('is named like its file and has the common envelope', () => {
      const words = schema.name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
      expect(words).to.equal(file);
      expect(fieldNames(schema)).to.deep.equal(['eventId', 'eventType', 'timestamp', 'payload', 'metadata']);
      expect(fieldNames(field('metadata'))).to.deep.equal(['traceId', 'spanId', 'origin']);
      expect(fieldNames(field('payload')).slice(0, 5)).to.deep.equal([
        'bookingId',
        'propertyId',
        'userId',
        'amount',
        'currency',
      ]);
    });

    it('gives every enum of a reason a default, so that a new symbol can be read', () => {
      for (const { name, type } of field('payload').fields)
        if (type?.type === 'enum') expect(type.symbols, name).to.include(type.default);
    });

    it('encodes and decodes its examples exactly', () => {
      const type = typeOf(file);
      for (const example of examplesOf(file)) {
        const read = type.fromBuffer(type.toBuffer(example));
        expect(JSON.parse(JSON.stringify(read))).to.deep.equal(example);
      }
    });

    it('has an example of every event type, with the id that everybody computes', () => {
      const examples = examplesOf(file);
      const shown = new Set(examples.map(({ eventType }) => eventType));
      expect([...shown].sort()).to.deep.equal([...field('eventType').symbols].sort());
      for (const { eventId, eventType, payload } of examples)
        expect(eventId).to.equal(eventIdOf(payload.bookingId, eventType));
    });
  });
}
