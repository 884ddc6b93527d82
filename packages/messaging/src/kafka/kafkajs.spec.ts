import { EventEmitter } from 'node:events';
import { silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import type { TopicPartition } from '../ports.ts';
import { followMembership } from './kafkajs.ts';

type Client = Parameters<typeof followMembership>[0];

/** Each event of the client under its own name. */
const events = new Proxy({}, { get: (_, name) => name }) as Record<string, string>;

describe('followMembership', () => {
  let client: EventEmitter;
  let isJoined: boolean;
  let assigned: (readonly TopicPartition[])[];
  let done: string[];

  beforeEach(() => {
    client = new EventEmitter();
    isJoined = false;
    assigned = [];
    done = [];
    const on = (name: string, listener: (event: unknown) => void) => client.on(name, listener);
    followMembership(
      { events, on, resume: () => {} } as unknown as Client,
      { assigned: (partitions) => assigned.push(partitions) },
      {
        ...{ groupId: 'g', logger: silentLogger },
        onFatal: () => done.push('fatal'),
        runAgain: () => done.push('run again'),
      },
      (now) => {
        isJoined = now;
      },
    );
  });
  const join = () => client.emit('GROUP_JOIN', { payload: { memberAssignment: { t: [0, 1] } } });

  it('is joined from a join until a rebalance, and tells the partitions', () => {
    join();
    expect(isJoined).to.equal(true);
    expect(assigned).to.deep.equal([
      [
        { topic: 't', partition: 0 },
        { topic: 't', partition: 1 },
      ],
    ]);
    client.emit('REBALANCING', {});
    expect(isJoined).to.equal(false);
  });

  it('is joined again by a heartbeat when the client kept its membership after a join that failed (a frozen broker)', () => {
    join();
    client.emit('REBALANCING', {});
    client.emit('HEARTBEAT', {});
    expect(isJoined).to.equal(true);
    expect(assigned).to.have.length(1);
  });

  it('runs again when a broker that was frozen knows no coordinator yet: the client would end for good', () => {
    const error = Object.assign(new Error('none'), { name: 'KafkaJSGroupCoordinatorNotFound' });
    client.emit('CRASH', { payload: { restart: false, error } });
    expect(done).to.deep.equal(['run again']);
  });

  it('runs again also when the client has wrapped that into an error of its own', () => {
    const cause = Object.assign(new Error('none'), { name: 'KafkaJSGroupCoordinatorNotFound' });
    const error = Object.assign(new Error('none', { cause }), { name: 'KafkaJSNonRetriableError' });
    client.emit('CRASH', { payload: { restart: false, error } });
    expect(done).to.deep.equal(['run again']);
  });

  it('runs again when a connection was closed between two steps of the client, which says so in a plain error', () => {
    client.emit('CRASH', { payload: { restart: false, error: new Error('Broker not connected') } });
    expect(done).to.deep.equal(['run again']);
  });

  it('leaves a crash to the client that it restarts from, and ends at any other', () => {
    client.emit('CRASH', { payload: { restart: true, error: new Error('closed') } });
    expect(done).to.deep.equal([]);
    client.emit('CRASH', { payload: { restart: false, error: new Error('not authorised') } });
    expect(done).to.deep.equal(['fatal']);
  });

  it('is not joined after a crash', () => {
    join();
    client.emit('CRASH', { payload: { restart: true, error: new Error('gone') } });
    expect(isJoined).to.equal(false);
  });
});
