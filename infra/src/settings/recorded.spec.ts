import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../errors.ts';
import { addressOf } from './addresses.ts';
import { recordSettings, settingsAsStarted, settingsForStart } from './recorded.ts';
import { resolveSettings } from './settings.ts';

describe('settings of the last start', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'wanderluxe-recorded-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const env = () => ({ WANDERLUXE_HOME: home });
  const file = () => join(home, 'default', 'instance.json');
  const write = (text: string) => {
    mkdirSync(join(home, 'default'));
    writeFileSync(file(), text);
  };

  it('are what was recorded, whatever the environment says now', () => {
    const own = { ...env(), WANDERLUXE_PORT_BASE: '20000', WANDERLUXE_KAFKA_NODES: '3' };
    recordSettings(resolveSettings(own));
    const read = settingsAsStarted({ ...env(), WANDERLUXE_PORT_BASE: '30000' });
    expect(addressOf(read, 'kafka')).to.equal('127.0.0.1:20092,127.0.0.1:20096,127.0.0.1:20098');
    expect(read).to.deep.equal(resolveSettings(own));
  });

  it('are those of the environment when nothing was recorded', () => {
    expect(settingsAsStarted(env())).to.deep.equal(resolveSettings(env()));
  });

  describe('recorded by a version that knew of one broker only', () => {
    beforeEach(() => {
      recordSettings(resolveSettings({ ...env(), WANDERLUXE_PORT_BASE: '20000' }));
      const { ports, external } = JSON.parse(readFileSync(file(), 'utf8'));
      for (const name of Object.keys(ports)) if (/^kafka[23]/.test(name)) delete ports[name];
      writeFileSync(file(), JSON.stringify({ ports, external }));
    });

    it('have one', () => {
      const read = settingsAsStarted(env());
      expect(read.kafkaNodes).to.equal(1);
      expect(addressOf(read, 'kafka')).to.equal('127.0.0.1:20092');
    });

    it('can be started again, on ports beside those that it had', () => {
      const { ports, kafkaNodes } = settingsForStart(env());
      expect([ports.kafka, ports.kafka2, ports.kafka3Controller, kafkaNodes]).to.deep.equal([
        20_092, 20_096, 20_099, 1,
      ]);
    });
  });

  for (const text of ['', '{', 'null', '{}', '{"ports":{}}', '{"ports":{"kafka":1}}'])
    it(`name the file and the way out when it says ${text || 'nothing'}`, () => {
      write(text);
      for (const settingsOf of [settingsAsStarted, settingsForStart])
        expect(() => settingsOf(env()))
          .to.throw(CommandError, file())
          .with.property(
            'remedy',
            `delete ${join(home, 'default')}, which wipes the instance, or choose another one with --instance`,
          );
    });
});
