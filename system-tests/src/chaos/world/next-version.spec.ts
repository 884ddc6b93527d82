import { schemaText, topicNames } from '@wanderluxe/schemas';
import { schemaTexts } from '@wanderluxe/schemas/contracts';
import { expect } from 'chai';
import { nextVersionOf } from './next-version.ts';

describe('nextVersionOf', () => {
  it('adds one field with a default to every contract and changes nothing else', () => {
    for (const topic of topicNames) {
      const [old, next] = [schemaText(topic), nextVersionOf(schemaText(topic))].map((text) =>
        JSON.parse(text),
      );
      expect(next.fields.slice(0, -1)).to.deep.equal(old.fields);
      expect(next.fields.at(-1)).to.include({ name: 'addedLater', default: null });
    }
  });

  it('is what a service is built with that the preload runs in', async () => {
    const before = schemaText('booking.requests');
    const kept = { ...schemaTexts };
    try {
      await import('./next-version.preload.ts');
      expect(schemaText('booking.requests')).to.equal(nextVersionOf(before));
    } finally {
      Object.assign(schemaTexts, kept);
    }
  });
});
