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

  beforeEach(() => {
    client = new EventEmitter();
    isJoined = false;
    assigned = [];
    const on = (name: string, listener: (event: unknown) => void) => client.on(name, listener);
    followMembership(
      { events, on, resume: () => {} } as unknown as Client,
      { assigned: (partitions) => assigned.push(partitions) },
      { groupId: 'g', logger: silentLogger, onFatal: () => {} },
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

  it('is not joined after a crash', () => {
    join();
    client.emit('CRASH', { payload: { restart: true, error: new Error('gone') } });
    expect(isJoined).to.equal(false);
  });
});
