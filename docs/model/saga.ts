import type { Model } from './configurations.ts';

export const saga: Model = {
  module: 'Saga',
  /** As it is built. */
  constants: {
    Workers: '{w1, w2}',
    MaxFaults: 2,
    Cancels: true,
    Expires: true,
    ReleasesAlone: false,
    DeadLetters: true,
    Announces: true,
    CountsInFlight: true,
    VoidWaits: true,
    PaymentEnds: true,
    TimeoutIsUnknown: true,
    PaymentArbitrates: true,
    SameKey: true,
    MissIsNoProof: true,
    RefundIsDurable: true,
    ReleaseSettles: true,
  },
  invariants: [
    'I3_EndsDecided',
    'I4_ChargedOnce',
    'I4_Money',
    'I4_VoidIsUncharged',
    'I5_RoomsFollowMoney',
    'I5_RefundIsDone',
    'I9_OutcomeLegal',
    'I9_CaptureOutlivesHold',
    'I9_CancelledIsCancelled',
  ],
  holds: [
    {
      name: 'saga',
      about: 'as built: expiry, cancellation, timeouts, crashes, redelivery, a zombie, dead letters',
      changes: { MaxFaults: 3 },
    },
    {
      name: 'saga-operator',
      about: 'inventory may also release on its own',
      changes: { ReleasesAlone: true },
    },
  ],
  lives: [
    {
      name: 'saga-ends',
      property: 'I3_EventuallyRests',
      about: 'everything said is settled in the end',
      changes: { MaxFaults: 1 },
    },
  ],
  reaches: [
    {
      name: 'reaches-confirmed',
      never: 'Never_Confirmed',
      about: 'a booking is confirmed although its hold expired',
    },
    {
      name: 'reaches-cancelled',
      never: 'Never_CancelledAfterCapture',
      about: 'a captured booking is cancelled and refunded',
    },
    {
      name: 'reaches-void-of-pending',
      never: 'Never_VoidOfPending',
      about: 'an announced charge turns out not to exist, and is VOID',
    },
  ],
  breaks: [
    {
      name: 'charge-unannounced',
      invariant: 'I4_Money',
      about: 'the bank is asked before a row says so',
      changes: { Announces: false, DeadLetters: false },
    },
    {
      name: 'dead-letter-unannounced',
      invariant: 'I4_Money',
      about: 'the same: a charged reservation is dead-lettered, no row says so',
      changes: { Announces: false, Cancels: false, Expires: false },
    },
    {
      name: 'absent-in-flight',
      invariant: 'I4_Money',
      about: 'a charge that the bank does not know is taken for none, although its sender has not told',
      changes: { CountsInFlight: false },
    },
    {
      name: 'timeout-as-decline',
      invariant: 'I4_Money',
      about: 'a bank timeout counts as a decline',
      changes: { TimeoutIsUnknown: false },
    },
    {
      name: 'expiry-without-arbiter',
      invariant: 'I5_RoomsFollowMoney',
      about: 'inventory releases an expired hold alone',
      changes: { PaymentArbitrates: false },
    },
    {
      name: 'second-key',
      invariant: 'I4_ChargedOnce',
      about: 'an unknown charge is charged again under a new key',
      changes: { SameKey: false },
    },
    {
      name: 'miss-as-decline',
      invariant: 'I4_Money',
      about: 'a look-up that does not know the charge counts as a decline',
      changes: { MissIsNoProof: false },
    },
    {
      name: 'refund-forgotten',
      invariant: 'I4_Money',
      about: 'a refund is recorded before the bank is asked',
      changes: { RefundIsDurable: false },
    },
    {
      name: 'release-unsettled',
      invariant: 'I5_RoomsFollowMoney',
      about: 'only a CAPTURED row hears inventory.released',
      changes: { ReleasesAlone: true, ReleaseSettles: false },
    },
    {
      name: 'ledger-any-word',
      invariant: 'I9_OutcomeLegal',
      about: 'a release of inventory alone ends a booking in the ledger',
      changes: { ReleasesAlone: true, PaymentEnds: false },
    },
    {
      name: 'void-waits-not',
      invariant: 'I5_RoomsFollowMoney',
      about: 'a booking cancelled first fails before inventory knows it: its rooms are held for ever',
      changes: { VoidWaits: false },
    },
    {
      name: 'void-and-rejected',
      invariant: 'I9_OutcomeLegal',
      about: 'the same: a booking both cancelled and rejected ends by order of arrival',
      changes: { VoidWaits: false },
    },
  ],
};
