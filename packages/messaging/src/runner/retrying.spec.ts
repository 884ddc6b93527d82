import { type Logger, silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { ConflictError, DependencyUnavailableError } from '../errors.ts';
import { noMetrics } from '../testing/fixtures.ts';
import { Retrying } from './retrying.ts';

const away = new DependencyUnavailableError('redis', new Error('connection refused'));

describe('Retrying: a step that goes on failing', () => {
  let alarms: string[];
  let errors: string[];
  beforeEach(() => {
    alarms = [];
    errors = [];
  });

  const retrying = () => {
    const metrics = {
      ...noMetrics,
      alarm: (handler: string, step: string) => alarms.push(`${handler}/${step}`),
    };
    const logger: Logger = { ...silentLogger, error: (message) => errors.push(message) };
    return new Retrying(logger, metrics, () => 0, 2);
  };
  /** Fails so often, then succeeds. */
  const failing = (times: number, error: Error) => {
    let calls = 0;
    return async () => {
      calls += 1;
      if (calls <= times) throw error;
    };
  };
  const release = { handler: 'release-rooms', records: 1, alarmAs: 'settle' } as const;

  it('calls a person after so many attempts, again and again, and is tried until it succeeds', async () => {
    expect(await retrying().run(failing(5, away), release)).to.deep.equal({ kind: 'done' });
    expect(alarms).to.deep.equal(['release-rooms/settle', 'release-rooms/settle']);
    expect(errors).to.have.length(2);
    expect(errors[0]).to.contain('tried on');
  });

  it('calls nobody before that', async () => {
    await retrying().run(failing(1, away), release);
    expect(alarms).to.deep.equal([]);
  });

  it('counts conflicts apart from a server that is away', async () => {
    let calls = 0;
    const errorsInTurn = [away, new ConflictError('changed meanwhile'), away];
    await retrying().run(async () => {
      const error = errorsInTurn[calls];
      calls += 1;
      if (error) throw error;
    }, release);
    expect(alarms).to.deep.equal(['release-rooms/settle']);
  });

  it('calls nobody for a step of which many wait at the same time', async () => {
    await retrying().run(failing(4, away), { handler: 'capture-payment', records: 1 });
    expect(alarms).to.deep.equal([]);
  });
});
