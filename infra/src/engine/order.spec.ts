import { expect } from 'chai';
import { components } from '../servers/components.ts';
import { resolveSettings } from '../settings/settings.ts';
import { startWaves, stopWaves } from './order.ts';

const names = (waves: { name: string }[][]): string[][] => waves.map((wave) => wave.map(({ name }) => name));
const component = (name: string, ...needs: string[]) => ({ name, needs });

describe('startWaves', () => {
  it('starts at once what needs nothing, and the rest after what it needs', () => {
    const all = [component('c', 'a', 'b'), component('a'), component('d', 'c'), component('b')];
    expect(names(startWaves(all))).to.deep.equal([['a', 'b'], ['c'], ['d']]);
  });

  it('counts a need outside the list as met', () => {
    expect(names(startWaves([component('a', 'somewhere-else')]))).to.deep.equal([['a']]);
  });

  it('names the components that need each other in a circle', () => {
    const circle = [component('ok'), component('a', 'b'), component('b', 'a')];
    expect(() => startWaves(circle)).to.throw('in a circle: a, b');
  });

  it('puts all servers of an instance before its services', () => {
    const engine = components(resolveSettings({})).filter(({ kind }) => kind !== 'console');
    const waves = startWaves(engine);
    expect(waves.map((wave) => [...new Set(wave.map(({ kind }) => kind))])).to.deep.equal([
      ['server'],
      ['service'],
    ]);
  });
});

describe('stopWaves', () => {
  it('stops nothing before what needs it', () => {
    const all = [component('server'), component('service', 'server')];
    expect(names(stopWaves(all))).to.deep.equal([['service'], ['server']]);
  });
});
