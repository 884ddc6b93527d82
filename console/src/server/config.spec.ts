import { expect } from 'chai';
import { consoleConfig } from './config.ts';

describe("the console's settings", () => {
  it('want a token that cannot be guessed', () => {
    const read = (CONSOLE_TOKEN: string) => () => consoleConfig({ CONSOLE_PORT: '1', CONSOLE_TOKEN });
    expect(read('short')).to.throw('at least 16 characters');
    expect(read('')).to.throw('CONSOLE_TOKEN is not set');
    expect(read('0123456789abcdef')()).to.include({ HOST: '127.0.0.1', CONSOLE_PORT: 1 });
  });
});
