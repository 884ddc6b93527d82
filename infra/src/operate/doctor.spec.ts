import { expect } from 'chai';
import { diagnosed } from './doctor.ts';

describe('a diagnosis', () => {
  const of = (look: () => Promise<{ verdict: 'ok'; detail: string }>) =>
    diagnosed({ what: 'kafka', remedy: 'bring it back', look }, 20);

  it('has a remedy only where something is wrong', async () => {
    const good = await of(async () => ({ verdict: 'ok', detail: 'fine' }));
    expect(good).to.deep.equal({ what: 'kafka', verdict: 'ok', detail: 'fine', remedy: '' });
    const bad = await of(() => Promise.reject(new Error('refused')));
    expect(bad).to.deep.equal({
      what: 'kafka',
      verdict: 'fault',
      detail: 'refused',
      remedy: 'bring it back',
    });
  });

  it('is made in time of what never answers', async () => {
    const hangs = await of(() => new Promise(() => {}));
    expect(hangs).to.include({ verdict: 'fault', detail: 'no answer within 0.02 s' });
  });
});
