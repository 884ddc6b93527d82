import type { Model } from './configurations.ts';

export const outbox: Model = {
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
  holds: [
    {
      name: 'outbox',
      about: 'crashes, rebalances, zombies, lost answers, frozen relays',
    },
    { name: 'outbox-three', about: 'three records', changes: { Records: 3, MaxFaults: 1 } },
    {
      name: 'outbox-skewed',
      about: 'relays whose clocks disagree publish in any order',
      changes: { RelaySorts: false },
    },
  ],
  lives: [
    {
      name: 'outbox-published',
      property: 'I6_EventuallyPublished',
      about: 'everything is handled and published in the end',
      changes: { MaxFaults: 1 },
    },
  ],
  reaches: [
    {
      name: 'reaches-rest-after-faults',
      never: 'Never_RestsAfterFaults',
      about: 'all published, one row as often as faults allow',
    },
  ],
  breaks: [
    {
      name: 'relays-without-lease',
      invariant: 'I6_RepeatedByFaultsOnly',
      about: 'two relays work at the same time',
      changes: { Leased: false },
    },
    {
      name: 'offset-before-commit',
      invariant: 'I6_NothingLost',
      about: 'an offset is finished before its transaction',
      changes: { OffsetAfterCommit: false },
    },
    {
      name: 'offset-past-gap',
      invariant: 'I6_NothingLost',
      about: 'the highest finished offset is committed',
      changes: { CommitsPrefix: false },
    },
    {
      name: 'no-dedup',
      invariant: 'I7_AppliedOnce',
      about: 'a repeated record is applied again',
      changes: { Dedups: false },
    },
    {
      name: 'marked-before-sent',
      invariant: 'I6_NothingLost',
      about: 'a row is marked published before it is sent',
      changes: { MarksAfterAck: false },
    },
    {
      name: 'row-alone',
      invariant: 'I6_FirstsInOrder',
      about: 'a row does not repeat the events that must precede its own',
      changes: { RepeatsEarlier: false },
    },
  ],
};
