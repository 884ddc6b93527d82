/** What is checked: every configuration of the models, the good ones and those broken on purpose. */

export type Value = boolean | number | string;
export type Constants = Readonly<Record<string, Value>>;

export interface Configuration {
  readonly name: string;
  /** The TLA+ file beside this one, without its extension. */
  readonly module: string;
  readonly constants: Constants;
  readonly invariants: readonly string[];
  /** Liveness, under the fairness of the module's Spec. */
  readonly properties: readonly string[];
  /** Treats interchangeable processes as the same; only where no liveness is checked. */
  readonly symmetric: boolean;
  /** The invariant or property that must fail; absent when all must hold. */
  readonly breaks?: string;
  /** One line for the table. */
  readonly about: string;
}

interface Model {
  readonly module: string;
  /** The design: small bounds, every switch as designed. */
  readonly constants: Constants;
  readonly invariants: readonly string[];
}

const saga: Model = {
  module: 'Saga',
  constants: {
    Workers: '{w1, w2}',
    MaxFaults: 2,
    Cancels: true,
    Expires: true,
    ReleasesAlone: false,
    Intent: false,
    TimeoutIsUnknown: true,
    PaymentArbitrates: true,
    SameKey: true,
    MissIsNoProof: true,
    RefundIsDurable: true,
    VoidAsksBank: true,
    VoidRemembersDoubt: true,
    Tombstones: true,
    ReleaseSettles: true,
    ReasonsDecide: true,
  },
  invariants: [
    'I3_EndsDecided',
    'I4_ChargedOnce',
    'I4_Money',
    'I5_RoomsFollowMoney',
    'I5_RefundIsDone',
    'I9_OutcomeLegal',
    'I9_CancelledIsCancelled',
  ],
};

const inventory: Model = {
  module: 'Inventory',
  constants: {
    Bookings: '{1, 2}',
    Instances: '{i1, i2}',
    MaxEpoch: 3,
    MaxLosses: 1,
    MaxCrashes: 0,
    MaxRepeats: 0,
    CapacityFalls: false,
    Reconciles: true,
    Fence: '"write"',
    ReleaseByMembership: true,
    JournalFirst: true,
    ReleaseMinEpoch: true,
    LoadOnce: true,
    IdentityChecked: true,
    ReconcilesOnlyEnded: true,
  },
  invariants: ['I1_NoOversell', 'I5_ReleasedOnce', 'I11_RedisFollowsJournal', 'I11_NoLeftovers'],
};

const outbox: Model = {
  module: 'Outbox',
  constants: {
    Processes: '{p1, p2}',
    Records: 2,
    MaxFaults: 2,
    RelaySorts: true,
    Leased: true,
    OffsetAfterCommit: true,
    CommitsPrefix: true,
    Dedups: true,
    MarksAfterAck: true,
    RepeatsEarlier: true,
  },
  invariants: ['I6_NothingLost', 'I6_FirstsInOrder', 'I6_RepeatedByFaultsOnly', 'I7_AppliedOnce'],
};

const holds = (model: Model, name: string, about: string, changes: Constants = {}): Configuration => ({
  name,
  module: model.module,
  constants: { ...model.constants, ...changes },
  invariants: model.invariants,
  properties: [],
  symmetric: true,
  about,
});

/** The same, checking only that something good happens in the end. */
const lives = (
  model: Model,
  name: string,
  property: string,
  about: string,
  changes: Constants = {},
): Configuration => ({
  ...holds(model, name, about, changes),
  invariants: [],
  properties: [property],
  symmetric: false,
});

/** The design with one thing wrong; only the invariant that has to notice is checked. */
const breaks = (
  model: Model,
  name: string,
  invariant: string,
  about: string,
  changes: Constants,
): Configuration => ({
  ...holds(model, name, about, changes),
  invariants: [invariant],
  breaks: invariant,
});

export const configurations: readonly Configuration[] = [
  holds(saga, 'saga', 'expiry, cancellation, timeouts, crashes, redelivery, a zombie', { MaxFaults: 3 }),
  holds(saga, 'saga-operator', 'inventory may also release on its own', { ReleasesAlone: true }),
  holds(saga, 'saga-intent', 'the alternative with a PENDING row before the charge', {
    MaxFaults: 3,
    Intent: true,
    ReleasesAlone: true,
  }),
  lives(saga, 'saga-ends', 'I3_EventuallyRests', 'everything said is settled in the end', {
    MaxFaults: 1,
  }),
  holds(inventory, 'inventory', 'crashes, one loss of Redis', { MaxCrashes: 1, MaxEpoch: 4 }),
  holds(inventory, 'inventory-losses', 'two losses of Redis, rebuilds side by side', { MaxLosses: 2, MaxEpoch: 5 }),
  holds(inventory, 'inventory-three', 'three bookings over two nights', { Bookings: '{1, 2, 3}' }),
  holds(inventory, 'inventory-capacity', 'the capacity falls meanwhile', {
    CapacityFalls: true,
    MaxEpoch: 4,
    MaxRepeats: 1,
  }),
  lives(inventory, 'inventory-decides', 'I3_EventuallyDecided', 'every request is decided in the end', {
    Instances: '{i1}',
    MaxLosses: 2,
    MaxCrashes: 2,
    MaxEpoch: 8,
  }),
  lives(inventory, 'inventory-follows', 'I11_EventuallyFollows', 'Redis follows the journal in the end', {
    Instances: '{i1}',
    MaxLosses: 2,
    MaxCrashes: 2,
    MaxEpoch: 8,
  }),
  holds(outbox, 'outbox', 'crashes, rebalances, zombies, lost answers, frozen relays'),
  holds(outbox, 'outbox-skewed', 'relays whose clocks disagree publish in any order', { RelaySorts: false }),
  lives(outbox, 'outbox-published', 'I6_EventuallyPublished', 'everything is handled and published in the end', {
    MaxFaults: 1,
  }),

  breaks(saga, 'timeout-as-decline', 'I4_Money', 'a bank timeout counts as a decline', {
    TimeoutIsUnknown: false,
  }),
  breaks(saga, 'expiry-without-arbiter', 'I5_RoomsFollowMoney', 'inventory releases an expired hold alone', {
    PaymentArbitrates: false,
  }),
  breaks(saga, 'second-key', 'I4_ChargedOnce', 'an unknown charge is charged again under a new key', {
    SameKey: false,
  }),
  breaks(saga, 'miss-as-decline', 'I4_Money', 'a look-up that does not know the charge counts as a decline', {
    MissIsNoProof: false,
  }),
  breaks(saga, 'refund-forgotten', 'I4_Money', 'a refund is recorded before the bank is asked', {
    RefundIsDurable: false,
  }),
  breaks(saga, 'void-not-asked', 'I4_Money', 'a redelivered reservation is dropped because its payment is VOID', {
    VoidAsksBank: false,
  }),
  breaks(saga, 'void-doubt-forgotten', 'I4_Money', 'a timed-out charge is forgotten when its payment is VOID', {
    VoidRemembersDoubt: false,
  }),
  breaks(saga, 'no-tombstone', 'I3_EndsDecided', 'a payment that failed before the reservation is ignored', {
    Tombstones: false,
  }),
  breaks(saga, 'release-unsettled', 'I5_RoomsFollowMoney', 'only a CAPTURED row hears inventory.released', {
    ReleasesAlone: true,
    ReleaseSettles: false,
  }),
  breaks(saga, 'ledger-at-once', 'I9_OutcomeLegal', 'the ledger takes any failed payment for FAILED', {
    ReasonsDecide: false,
  }),

  breaks(inventory, 'no-fence', 'I1_NoOversell', 'the journal ignores the epoch', { Fence: '"none"' }),
  breaks(inventory, 'fence-by-read', 'I1_NoOversell', 'the journal reads the epoch and does not write it', {
    Fence: '"read"',
  }),
  breaks(inventory, 'bare-increment', 'I5_ReleasedOnce', 'a release counts down without membership', {
    ReleaseByMembership: false,
    MaxRepeats: 1,
  }),
  breaks(inventory, 'release-before-journal', 'I1_NoOversell', 'rooms go back before it is journalled', {
    JournalFirst: false,
  }),
  breaks(inventory, 'release-any-epoch', 'I11_RedisFollowsJournal', 'a release under an epoch that is over', {
    ReleaseMinEpoch: false,
    MaxEpoch: 4,
  }),
  breaks(inventory, 'load-sent-twice', 'I1_NoOversell', 'a load is sent again with the same epoch', {
    LoadOnce: false,
  }),
  breaks(inventory, 'stale-snapshot', 'I1_NoOversell', 'Redis is trusted after a restart from an old snapshot', {
    IdentityChecked: false,
  }),
  breaks(inventory, 'no-reconciler', 'I11_NoLeftovers', 'nobody gives back what a crashed zombie left', {
    Reconciles: false,
    MaxCrashes: 1,
  }),
  breaks(inventory, 'reconciler-too-keen', 'I1_NoOversell', 'a hold that is not journalled yet is given back', {
    ReconcilesOnlyEnded: false,
  }),

  breaks(outbox, 'relays-without-lease', 'I6_RepeatedByFaultsOnly', 'two relays work at the same time', {
    Leased: false,
  }),
  breaks(outbox, 'offset-before-commit', 'I6_NothingLost', 'an offset is finished before its transaction', {
    OffsetAfterCommit: false,
  }),
  breaks(outbox, 'offset-past-gap', 'I6_NothingLost', 'the highest finished offset is committed', {
    CommitsPrefix: false,
  }),
  breaks(outbox, 'no-dedup', 'I7_AppliedOnce', 'a repeated record is applied again', { Dedups: false }),
  breaks(outbox, 'marked-before-sent', 'I6_NothingLost', 'a row is marked published before it is sent', {
    MarksAfterAck: false,
  }),
  breaks(outbox, 'row-alone', 'I6_FirstsInOrder', 'a row does not repeat the events that must precede its own', {
    RepeatsEarlier: false,
  }),
];
