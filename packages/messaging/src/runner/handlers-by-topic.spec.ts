import { expect } from 'chai';
import type { AnyHandler } from '../handler.ts';
import { handlersByTopic } from './handlers-by-topic.ts';

const handler = (name: string): AnyHandler => ({
  name,
  gather: async () => ({}),
  decide: () => ({ changes: [], events: [] }),
  save: async () => {},
});

describe('handlersByTopic', () => {
  it('lets one handler hear several topics, also in several lines', () => {
    const a = handler('a');
    const found = handlersByTopic([
      { topics: ['x', 'y'], handler: a },
      { topics: ['z'], handler: a },
    ]);
    expect([...found.keys()]).to.deep.equal(['x', 'y', 'z']);
  });

  it('refuses a second handler on a topic: one of them would hear nothing', () => {
    const twice = [
      { topics: ['x'], handler: handler('a') },
      { topics: ['x'], handler: handler('b') },
    ];
    expect(() => handlersByTopic(twice)).to.throw('topic x has two handlers, a and b');
  });

  it('refuses two handlers of one name: their records would count as repetitions', () => {
    const namesakes = [
      { topics: ['x'], handler: handler('a') },
      { topics: ['y'], handler: handler('a') },
    ];
    expect(() => handlersByTopic(namesakes)).to.throw('two handlers are named a');
  });
});
