------------------------------ MODULE SagaState ------------------------------
\* What the saga is made of: constants, variables, and how an event is said and delivered. See Saga.tla.
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Workers,             \* payment processes; one may be a zombie of the other
    MaxFaults,           \* crashes, timeouts and redeliveries, together
    Cancels,             \* TRUE: the client may ask for a cancellation, once
    Expires,             \* TRUE: the hold may pass its deadline, once
    ReleasesAlone,       \* TRUE: inventory may release on its own (an operator repairs an oversell)
    DeadLetters,         \* TRUE: a reservation may be dead-lettered after its charge was sent
    \* Each of these is TRUE in the design; FALSE breaks it.
    Announces,           \* FALSE: the bank is asked before a row says so
    CountsInFlight,      \* FALSE: a look-up that does not know the charge proves that there is none, although a
                         \* sender has not told how its charge ended
    VoidWaits,           \* FALSE: a payment made VOID by a cancellation is said to have failed before the
                         \* reservation is heard
    PaymentEnds,         \* FALSE: a release of inventory's own ends a booking in the ledger as well
    TimeoutIsUnknown,    \* FALSE: a bank timeout is taken for a decline
    PaymentArbitrates,   \* FALSE: an expired hold is released by inventory alone, a late capture is kept
    SameKey,             \* FALSE: an unknown charge is charged again under a second idempotency key
    MissIsNoProof,       \* FALSE: a look-up that does not know the charge is taken for a decline
    RefundIsDurable,     \* FALSE: a refund is marked done before the bank is asked
    ReleaseSettles       \* FALSE: inventory.released is heard by a CAPTURED row only

VARIABLES
    said,       \* events published so far; each type at most once for a booking
    due,        \* <<hearer, event>> not yet handled
    inv,        \* the reservation: NONE, HELD, FIRM, RELEASED, REJECTED
    relReason,  \* why it was released, as inventory.released tells it
    row,        \* the payment: NONE, PENDING, CAPTURED, DECLINED, UNKNOWN, VOID, REFUNDED
    reason,     \* why it failed or is refunded, as payment.failed and payment.refunded tell it
    asked,      \* remembered request to undo, for when the bank has told
    refundDue,  \* the row owes a refund
    inFlight,   \* charges announced in the row whose senders have not told how they ended
    bank,       \* what the bank has decided, for each idempotency key, for ever
    wire,       \* keys with a charge on its way to the bank
    refunded,   \* keys refunded at the bank
    worker,     \* what each payment process is doing
    faults      \* faults so far

vars == <<said, due, inv, relReason, row, reason, asked, refundDue, inFlight,
          bank, wire, refunded, worker, faults>>
payment == <<row, reason, asked, refundDue, inFlight>>
inventory == <<inv, relReason>>
outside == <<bank, wire, refunded>>

None == "NONE"
Keys == IF SameKey THEN {1} ELSE {1, 2}
HearersOf(e) ==
    CASE e \in {"Initiated", "Captured", "Failed", "Refunded"} -> {"inventory"}
      [] e \in {"Reserved", "Expired", "CancelAsked", "Released"} -> {"payment"}
      [] OTHER -> {}
Undo == [Expired |-> "HOLD_EXPIRED", CancelAsked |-> "CANCELLED", Released |-> "RELEASED"]

Idle == [pc |-> "idle", job |-> None, answer |-> None, key |-> 1]

Init ==
    /\ said = {"Initiated"} /\ due = {<<"inventory", "Initiated">>}
    /\ inv = None /\ relReason = None
    /\ row = None /\ reason = None /\ asked = None
    /\ refundDue = FALSE /\ inFlight = 0
    /\ bank = [k \in Keys |-> None] /\ wire = {} /\ refunded = {}
    /\ worker = [w \in Workers |-> Idle] /\ faults = 0

\* A handler's transaction: the delivery is finished and the events are said (again).
Handled(hearer, event, events) ==
    /\ said' = said \cup events
    /\ due' = (due \ {<<hearer, event>>}) \cup
              UNION {{<<h, e>> : h \in HearersOf(e)} : e \in events}
Say(events) == Handled(None, None, events)

\* A delivery that is due costs nothing; a repetition of one is a fault.
Delivered(hearer, event) ==
    /\ event \in said
    /\ IF <<hearer, event>> \in due THEN UNCHANGED faults
       ELSE faults < MaxFaults /\ faults' = faults + 1
Fault == faults < MaxFaults /\ faults' = faults + 1

==============================================================================
