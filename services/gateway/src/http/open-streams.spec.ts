import { expect } from 'chai';
import { OpenStreams } from './open-streams.ts';

describe('open streams', () => {
  let streams: OpenStreams;
  let ended: string[];
  const stream = (name: string) => () => void ended.push(name);
  beforeEach(() => {
    streams = new OpenStreams();
    ended = [];
  });

  it('go on until all are ended', () => {
    streams.add(stream('a'));
    streams.add(stream('b'));
    expect(ended).to.deep.equal([]);
    streams.endAll();
    expect(ended).to.deep.equal(['a', 'b']);
  });

  it('that are over by then are not ended again', () => {
    const over = stream('over');
    streams.add(over);
    streams.delete(over);
    streams.endAll();
    expect(ended).to.deep.equal([]);
  });

  it('that come afterwards are ended at once: a service that stops does not wait for them', () => {
    streams.endAll();
    streams.add(stream('late'));
    expect(ended).to.deep.equal(['late']);
  });
});
