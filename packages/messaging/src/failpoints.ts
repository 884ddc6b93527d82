import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { Lease, Outbox, Parked, RecordPublisher, RecordSource, UnitOfWork } from './ports.ts';
import type { EventCommitter } from './runner/batch-step.ts';

const READ = 'only reads';
const IN_MEMORY = 'changes nothing outside the process';

/** A place that publishes. */
export const publisherEffects = (scope: string): PortEffects<RecordPublisher> => ({
  scope,
  port: 'RecordPublisher',
  methods: {
    publish: EFFECT,
    isHealthy: READ,
    close: 'what it still sends was handed to publish before',
  },
});

/** A lease that a job has in one process at a time. */
export const leaseEffects = (scope: string): PortEffects<Lease> => ({
  scope,
  port: 'Lease',
  methods: { acquire: EFFECT, release: EFFECT },
});

/** The commits of a job, beside those of the consumer. */
export const committerEffects = (scope: string): PortEffects<EventCommitter> => ({
  scope,
  port: 'EventCommitter',
  methods: { commit: EFFECT },
});

export const transactionEffects: PortEffects<UnitOfWork> = {
  scope: 'transaction',
  port: 'UnitOfWork',
  methods: { run: EFFECT },
};

export const outboxEffects: PortEffects<Pick<Outbox, 'append' | 'markPublished'>> = {
  scope: 'outbox',
  port: 'Outbox',
  methods: { append: EFFECT, markPublished: EFFECT },
};

export const relayOutboxEffects: PortEffects<Omit<Outbox, 'append'>> = {
  scope: 'relay-outbox',
  port: 'Outbox',
  methods: { markPublished: EFFECT, unpublished: READ, countUnpublished: READ },
};

export const parkedEffects: PortEffects<Parked> = {
  scope: 'parked',
  port: 'Parked',
  methods: { find: READ, park: EFFECT, join: EFFECT, bury: EFFECT, revive: EFFECT, leave: EFFECT },
};

export const sourceEffects: PortEffects<RecordSource> = {
  scope: 'offsets',
  port: 'RecordSource',
  methods: {
    commit: EFFECT,
    start: 'joins the group: a member that dies is removed with its session',
    resume: IN_MEMORY,
    isJoined: READ,
    stop: 'leaves the group: what its death does, only sooner',
  },
};

export const outboxPublisherEffects = publisherEffects('outbox-kafka');
export const relayPublisherEffects = publisherEffects('relay-kafka');
export const parkingPublisherEffects = publisherEffects('parking-kafka');
export const relayLeaseEffects = leaseEffects('relay-lease');
export const reconcileLeaseEffects = leaseEffects('reconcile-lease');

/** Every port with effects that `connectProcessing` wires. */
export const processingPorts = [
  transactionEffects,
  outboxEffects,
  outboxPublisherEffects,
  relayLeaseEffects,
  relayPublisherEffects,
  relayOutboxEffects,
  parkedEffects,
  parkingPublisherEffects,
  sourceEffects,
  reconcileLeaseEffects,
] as const;
