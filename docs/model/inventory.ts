import type { Model } from './configurations.ts';

export const inventory: Model = {
  module: 'Inventory',
  constants: {
    Bookings: '{1, 2}',
    Instances: '{i1, i2}',
    MaxEpoch: 3,
    MaxLosses: 1,
    MaxCrashes: 0,
    MaxRepeats: 0,
    EarlyFailures: false,
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
  holds: [
    { name: 'inventory', about: 'crashes, one loss of Redis', changes: { MaxCrashes: 1, MaxEpoch: 4 } },
    {
      name: 'inventory-losses',
      about: 'two losses of Redis, rebuilds side by side',
      changes: { MaxLosses: 2, MaxEpoch: 5 },
    },
    {
      name: 'inventory-three',
      about: 'three bookings over two nights',
      changes: { Bookings: '{1, 2, 3}', MaxEpoch: 4 },
    },
    {
      name: 'inventory-capacity',
      about: 'the capacity falls meanwhile',
      changes: { CapacityFalls: true, MaxEpoch: 4, MaxRepeats: 1 },
    },
    {
      name: 'inventory-cancelled',
      about: 'a payment may fail before the rooms are journalled',
      changes: { EarlyFailures: true, MaxCrashes: 1 },
    },
  ],
  lives: [
    {
      name: 'inventory-decides',
      property: 'I3_EventuallyDecided',
      about: 'every request is decided in the end',
      changes: { Instances: '{i1}', MaxLosses: 2, MaxCrashes: 2, MaxEpoch: 8 },
    },
    {
      name: 'inventory-follows',
      property: 'I11_EventuallyFollows',
      about: 'Redis follows the journal in the end',
      changes: { Instances: '{i1}', MaxLosses: 2, MaxCrashes: 2, MaxEpoch: 8 },
    },
  ],
  reaches: [
    {
      name: 'reaches-rest-after-loss',
      never: 'Never_RestsAfterLoss',
      about: 'one sold and one released at rest after a loss',
    },
  ],
  breaks: [
    {
      name: 'no-fence',
      invariant: 'I1_NoOversell',
      about: 'the journal ignores the epoch',
      changes: { Fence: '"none"' },
    },
    {
      name: 'fence-by-read',
      invariant: 'I1_NoOversell',
      about: 'the journal reads the epoch and does not write it',
      changes: { Fence: '"read"' },
    },
    {
      name: 'bare-increment',
      invariant: 'I5_ReleasedOnce',
      about: 'a release counts down without membership',
      changes: { ReleaseByMembership: false, MaxRepeats: 1 },
    },
    {
      name: 'release-before-journal',
      invariant: 'I1_NoOversell',
      about: 'rooms go back before it is journalled',
      changes: { JournalFirst: false },
    },
    {
      name: 'release-any-epoch',
      invariant: 'I11_RedisFollowsJournal',
      about: 'a release under an epoch that is over',
      changes: { ReleaseMinEpoch: false, MaxEpoch: 4 },
    },
    {
      name: 'load-sent-twice',
      invariant: 'I1_NoOversell',
      about: 'a load is sent again with the same epoch',
      changes: { LoadOnce: false },
    },
    {
      name: 'stale-snapshot',
      invariant: 'I1_NoOversell',
      about: 'Redis is trusted after a restart from an old snapshot',
      changes: { IdentityChecked: false },
    },
    {
      name: 'no-reconciler',
      invariant: 'I11_NoLeftovers',
      about: 'nobody gives back what a crashed zombie left',
      changes: { Reconciles: false, MaxCrashes: 1 },
    },
    {
      name: 'reconciler-too-keen',
      invariant: 'I1_NoOversell',
      about: 'a hold that is not journalled yet is given back',
      changes: { ReconcilesOnlyEnded: false },
    },
  ],
};
