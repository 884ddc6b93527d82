-------------------------------- MODULE Saga --------------------------------
(***************************************************************************)
(* One booking's saga without a conductor: gateway, inventory, payment as  *)
(* the arbiter, the bank, and the ledger as a fold over a set of events.   *)
(*                                                                         *)
(* Bookings share nothing here but rooms, and rooms are Inventory.tla's    *)
(* business, so one booking stands for all. That what is said is heard is  *)
(* Outbox.tla's business: here an event once said stays due at each of its *)
(* hearers until handled, is handled in any order, and may come again.     *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Workers,             \* payment processes; one may be a zombie of the other
    MaxFaults,           \* crashes, timeouts and redeliveries, together
    Cancels,             \* TRUE: the client may ask for a cancellation, once
    Expires,             \* TRUE: the hold may pass its deadline, once
    ReleasesAlone,       \* TRUE: inventory may release on its own (an operator repairs an oversell)
    Intent,              \* TRUE: a PENDING row is stored before the bank is asked (an alternative design)
    \* Each of these is TRUE in the design; FALSE breaks it.
    TimeoutIsUnknown,    \* FALSE: a bank timeout is taken for a decline
    PaymentArbitrates,   \* FALSE: an expired hold is released by inventory alone, a late capture is kept
    SameKey,             \* FALSE: an unknown charge is charged again under a second idempotency key
    MissIsNoProof,       \* FALSE: a look-up that does not know the charge is taken for a decline
    RefundIsDurable,     \* FALSE: a refund is marked done before the bank is asked
    VoidAsksBank,        \* FALSE: a redelivered reservation is dropped because its payment is VOID
    VoidRemembersDoubt,  \* FALSE: a charge that timed out is forgotten when its payment is VOID
    Tombstones,          \* FALSE: inventory ignores a failed payment of a booking that it does not know yet
    ReleaseSettles,      \* FALSE: inventory.released is heard by a CAPTURED row only
    ReasonsDecide        \* FALSE: the ledger takes any failed payment for FAILED, at once

VARIABLES
    said,       \* events published so far; each type at most once for a booking
    due,        \* <<hearer, event>> not yet handled
    inv,        \* the reservation: NONE, HELD, FIRM, RELEASED, REJECTED
    relReason,  \* why it was released, as inventory.released tells it
    row,        \* the payment: NONE, PENDING, CAPTURED, DECLINED, UNKNOWN, VOID, REFUNDED
    reason,     \* why it failed or is refunded, as payment.failed and payment.refunded tell it
    asked,      \* remembered request to undo, for when the bank has told
    refundDue,  \* the row owes a refund
    inquiryDue, \* a VOID row does not know whether its charge took effect
    bank,       \* what the bank has decided, for each idempotency key, for ever
    wire,       \* keys with a charge on its way to the bank
    refunded,   \* keys refunded at the bank
    worker,     \* what each payment process is doing
    faults      \* faults so far

vars == <<said, due, inv, relReason, row, reason, asked, refundDue, inquiryDue,
          bank, wire, refunded, worker, faults>>
payment == <<row, reason, asked, refundDue, inquiryDue>>
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
    /\ refundDue = FALSE /\ inquiryDue = FALSE
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

------------------------------------------------------------------------------
\* Gateway
AskCancel ==
    /\ Cancels /\ "CancelAsked" \notin said
    /\ Say({"CancelAsked"})
    /\ UNCHANGED <<inventory, payment, outside, worker, faults>>

------------------------------------------------------------------------------
\* Inventory
Reserve ==
    /\ Delivered("inventory", "Initiated")
    /\ \/ inv = None /\ inv' = "HELD" /\ Handled("inventory", "Initiated", {"Reserved"})
       \/ inv = None /\ inv' = "REJECTED" /\ Handled("inventory", "Initiated", {"Rejected"})
       \/ inv # None /\ UNCHANGED inv /\ Handled("inventory", "Initiated", {})
    /\ UNCHANGED <<relReason, payment, outside, worker>>

Confirm ==
    /\ Delivered("inventory", "Captured")
    /\ inv' = IF inv = "HELD" THEN "FIRM" ELSE inv
    /\ Handled("inventory", "Captured", {})
    /\ UNCHANGED <<relReason, payment, outside, worker>>

\* The release tells the payment's reason, except that a plain decline is PAYMENT_FAILED.
Release(event) ==
    /\ event \in {"Failed", "Refunded"}
    /\ Delivered("inventory", event)
    /\ IF inv \in {"HELD", "FIRM"} \/ (inv = None /\ Tombstones)
       THEN /\ inv' = "RELEASED"
            /\ relReason' = IF reason = "DECLINED" THEN "PAYMENT_FAILED" ELSE reason
            /\ Handled("inventory", event, {"Released"})
       ELSE Handled("inventory", event, {}) /\ UNCHANGED inventory
    /\ UNCHANGED <<payment, outside, worker>>

Expire ==
    /\ Expires /\ inv = "HELD" /\ "Expired" \notin said
    /\ IF PaymentArbitrates
       THEN Say({"Expired"}) /\ UNCHANGED inventory
       ELSE Say({"Released"}) /\ inv' = "RELEASED" /\ relReason' = "HOLD_EXPIRED"
    /\ UNCHANGED <<payment, outside, worker, faults>>

ReleaseAlone ==
    /\ ReleasesAlone /\ inv \in {"HELD", "FIRM"}
    /\ inv' = "RELEASED" /\ relReason' = "RELEASED"
    /\ Say({"Released"})
    /\ UNCHANGED <<payment, outside, worker, faults>>

------------------------------------------------------------------------------
\* Payment: requests to undo. The row, inserted once, arbitrates.
Listens(event) == event # "Released" \/ PaymentArbitrates

Hear(event) ==
    /\ event \in DOMAIN Undo
    /\ Delivered("payment", event)
    /\ \/ /\ row = None /\ Listens(event) /\ (event # "Released" \/ ReleaseSettles)
          /\ row' = "VOID" /\ reason' = Undo[event]
          /\ Handled("payment", event, {"Failed"})
          /\ UNCHANGED <<asked, refundDue, inquiryDue>>
       \/ /\ row = "CAPTURED" /\ event # "Expired" /\ reason = None /\ Listens(event)
          /\ reason' = Undo[event] /\ refundDue' = TRUE
          /\ Handled("payment", event, {})
          /\ UNCHANGED <<row, asked, inquiryDue>>
       \/ /\ row \in {"PENDING", "UNKNOWN"} /\ event # "Expired" /\ asked = None
          /\ Listens(event) /\ (event # "Released" \/ ReleaseSettles)
          /\ asked' = Undo[event]
          /\ Handled("payment", event, {})
          /\ UNCHANGED <<row, reason, refundDue, inquiryDue>>
       \/ /\ \/ row \in {"VOID", "DECLINED", "REFUNDED"}
             \/ row = "CAPTURED" /\ (event = "Expired" \/ reason # None)
             \/ row \in {"PENDING", "UNKNOWN"} /\ (event = "Expired" \/ asked # None)
             \/ ~Listens(event)
             \/ event = "Released" /\ ~ReleaseSettles /\ row # "CAPTURED"
          /\ Handled("payment", event, {})
          /\ UNCHANGED payment
    /\ UNCHANGED <<inventory, outside, worker>>

------------------------------------------------------------------------------
\* Payment: the charge. Between asking the bank and saving its answer everything may happen.
Ask(w, job, key) ==
    /\ worker' = [worker EXCEPT ![w] = [pc |-> "waiting", job |-> job, answer |-> None, key |-> key]]
    /\ wire' = wire \cup {key}
    /\ UNCHANGED <<bank, refunded>>

Settled == row \in {"VOID", "CAPTURED", "DECLINED", "REFUNDED"}

TakeReserved(w) ==
    /\ worker[w].pc = "idle"
    /\ Delivered("payment", "Reserved")
    /\ IF Settled /\ (Intent \/ ~VoidAsksBank)
       THEN /\ Handled("payment", "Reserved", {})
            /\ UNCHANGED <<payment, outside, worker>>
       ELSE /\ row' = IF Intent /\ row = None THEN "PENDING" ELSE row
            /\ Ask(w, "reserved", 1)
            /\ UNCHANGED <<said, due, reason, asked, refundDue, inquiryDue>>
    /\ UNCHANGED inventory

InDoubt == row = "UNKNOWN" \/ inquiryDue

\* An answer of the look-up, or a charge again once the bank's bound has passed.
LookUp(w) ==
    /\ InDoubt /\ worker[w].pc = "idle"
    /\ bank[1] # None \/ ~MissIsNoProof
    /\ worker' = [worker EXCEPT ![w] = [pc |-> "saving", job |-> "resolve", key |-> 1,
                     answer |-> IF bank[1] = None THEN "declined" ELSE bank[1]]]
    /\ UNCHANGED <<said, due, inventory, payment, outside, faults>>

ChargeAgain(w) ==
    /\ InDoubt /\ worker[w].pc = "idle"
    /\ \A k \in Keys : bank[k] = None
    /\ Ask(w, "resolve", IF SameKey THEN 1 ELSE 2)
    /\ UNCHANGED <<said, due, inventory, payment, faults>>

Answer(w) ==
    /\ worker[w].pc = "waiting" /\ bank[worker[w].key] # None
    /\ worker' = [worker EXCEPT ![w].pc = "saving", ![w].answer = bank[worker[w].key]]
    /\ UNCHANGED <<said, due, inventory, payment, outside, faults>>

\* A request that the network lost times out at no cost; an impatient timeout is a fault.
Timeout(w) ==
    /\ worker[w].pc = "waiting"
    /\ IF worker[w].key \notin wire /\ bank[worker[w].key] = None THEN UNCHANGED faults ELSE Fault
    /\ worker' = [worker EXCEPT ![w].pc = "saving", ![w].answer = "timeout"]
    /\ UNCHANGED <<said, due, inventory, payment, outside>>

Finish(w, events) ==
    /\ IF worker[w].job = "reserved" THEN Handled("payment", "Reserved", events) ELSE Say(events)
    /\ worker' = [worker EXCEPT ![w] = Idle]

SaveCaptured(w) ==
    \/ /\ row \in {None, "PENDING", "UNKNOWN"}
       /\ row' = "CAPTURED" /\ UNCHANGED <<asked, inquiryDue>>
       /\ IF asked = None
          THEN Finish(w, {"Captured"}) /\ UNCHANGED <<reason, refundDue>>
          ELSE Finish(w, {}) /\ reason' = asked /\ refundDue' = TRUE
    \/ /\ row = "VOID"
       /\ refundDue' = TRUE /\ inquiryDue' = FALSE
       /\ Finish(w, {}) /\ UNCHANGED <<row, reason, asked>>
    \/ /\ row \in {"CAPTURED", "DECLINED", "REFUNDED"}
       /\ inquiryDue' = FALSE
       /\ Finish(w, {}) /\ UNCHANGED <<row, reason, asked, refundDue>>

SaveDeclined(w) ==
    IF row \in {None, "PENDING", "UNKNOWN"}
    THEN /\ row' = "DECLINED" /\ reason' = "DECLINED"
         /\ Finish(w, {"Failed"}) /\ UNCHANGED <<asked, refundDue, inquiryDue>>
    ELSE /\ inquiryDue' = FALSE
         /\ Finish(w, {}) /\ UNCHANGED <<row, reason, asked, refundDue>>

SaveUnknown(w) ==
    /\ row' = IF row \in {None, "PENDING"} THEN "UNKNOWN" ELSE row
    /\ inquiryDue' = (inquiryDue \/ (row = "VOID" /\ VoidRemembersDoubt))
    /\ Finish(w, {}) /\ UNCHANGED <<reason, asked, refundDue>>

\* The transaction reads the row again, so it is one step.
Save(w) ==
    /\ worker[w].pc = "saving"
    /\ CASE worker[w].answer = "captured" -> SaveCaptured(w)
         [] worker[w].answer = "declined" -> SaveDeclined(w)
         [] worker[w].answer = "timeout" ->
              IF TimeoutIsUnknown THEN SaveUnknown(w) ELSE SaveDeclined(w)
    /\ UNCHANGED <<inventory, outside, faults>>

------------------------------------------------------------------------------
\* Payment: the refund, by an idempotency key of its own, before it is recorded.
CallRefund(w) ==
    /\ refundDue /\ worker[w].pc = "idle"
    /\ worker' = [worker EXCEPT ![w].pc = "refunding"]
    /\ IF RefundIsDurable
       THEN /\ refunded' = refunded \cup {k \in Keys : bank[k] = "captured"}
            /\ UNCHANGED <<said, due, payment, bank, wire>>
       ELSE /\ row' = "REFUNDED" /\ refundDue' = FALSE /\ Say({"Refunded"})
            /\ UNCHANGED <<reason, asked, inquiryDue, outside>>
    /\ UNCHANGED <<inventory, faults>>

SaveRefund(w) ==
    /\ worker[w].pc = "refunding"
    /\ worker' = [worker EXCEPT ![w] = Idle]
    /\ IF RefundIsDurable
       THEN /\ row' = "REFUNDED" /\ refundDue' = FALSE
            /\ IF refundDue THEN Say({"Refunded"}) ELSE UNCHANGED <<said, due>>
            /\ UNCHANGED <<reason, asked, inquiryDue, outside>>
       ELSE /\ refunded' = refunded \cup {k \in Keys : bank[k] = "captured"}
            /\ UNCHANGED <<said, due, payment, bank, wire>>
    /\ UNCHANGED <<inventory, faults>>

Crash(w) ==
    /\ worker[w].pc # "idle" /\ Fault
    /\ worker' = [worker EXCEPT ![w] = Idle]
    /\ UNCHANGED <<said, due, inventory, payment, outside>>

------------------------------------------------------------------------------
\* The bank answers one key the same way for ever.
Process(k) ==
    /\ k \in wire /\ wire' = wire \ {k}
    /\ \E verdict \in {"captured", "declined"} :
         bank' = [bank EXCEPT ![k] = IF @ = None THEN verdict ELSE @]
    /\ UNCHANGED <<said, due, inventory, payment, refunded, worker, faults>>

Lose(k) ==
    /\ k \in wire /\ Fault /\ wire' = wire \ {k}
    /\ UNCHANGED <<said, due, inventory, payment, bank, refunded, worker>>

Charging(w) == TakeReserved(w) \/ LookUp(w) \/ ChargeAgain(w) \/ Answer(w) \/ Save(w)
Refunding(w) == CallRefund(w) \/ SaveRefund(w)
Next ==
    \/ AskCancel \/ Reserve \/ Confirm \/ Expire \/ ReleaseAlone
    \/ \E e \in {"Failed", "Refunded"} : Release(e)
    \/ \E e \in DOMAIN Undo : Hear(e)
    \/ \E w \in Workers : Charging(w) \/ Timeout(w) \/ Refunding(w) \/ Crash(w)
    \/ \E k \in Keys : Process(k) \/ Lose(k)

\* Due deliveries, answers, look-ups and refunds happen; faults, expiry and cancellation need not.
Fairness ==
    /\ WF_vars(Reserve /\ <<"inventory", "Initiated">> \in due)
    /\ WF_vars(Confirm /\ <<"inventory", "Captured">> \in due)
    /\ \A e \in {"Failed", "Refunded"} : WF_vars(Release(e) /\ <<"inventory", e>> \in due)
    /\ \A e \in DOMAIN Undo : WF_vars(Hear(e) /\ <<"payment", e>> \in due)
    /\ \A w \in Workers :
         /\ WF_vars(TakeReserved(w) /\ <<"payment", "Reserved">> \in due)
         /\ WF_vars(LookUp(w) \/ ChargeAgain(w))
         /\ WF_vars(Answer(w)) /\ WF_vars(Save(w)) /\ WF_vars(Refunding(w))
         /\ WF_vars(Timeout(w) /\ UNCHANGED faults)
    /\ \A k \in Keys : WF_vars(Process(k))

Spec == Init /\ [][Next]_vars /\ Fairness
Interchangeable == Permutations(Workers)

------------------------------------------------------------------------------
\* The ledger: a pure function of the set of events heard.
Terminal == {"CONFIRMED", "FAILED", "CANCELLED"}

JudgeByReasons(heard) ==
    CASE "Rejected" \in heard -> "FAILED"
      [] "Refunded" \in heard /\ reason = "CANCELLED" -> "CANCELLED"
      [] "Refunded" \in heard -> "FAILED"
      [] "Failed" \in heard /\ reason # "CANCELLED" -> "FAILED"
      [] {"Failed", "Released"} \subseteq heard -> "CANCELLED"
      [] "Captured" \in heard -> "CONFIRMED"
      [] OTHER -> "OPEN"

JudgeAtOnce(heard) ==
    CASE "Released" \in heard /\ relReason = "CANCELLED" -> "CANCELLED"
      [] {"Rejected", "Failed"} \cap heard # {} -> "FAILED"
      [] "Released" \in heard /\ relReason # "PAYMENT_FAILED" -> "FAILED"
      [] "Captured" \in heard -> "CONFIRMED"
      [] OTHER -> "OPEN"

Judge(heard) == IF ReasonsDecide THEN JudgeByReasons(heard) ELSE JudgeAtOnce(heard)

------------------------------------------------------------------------------
\* Nothing is left to do; a charge may still be on its way to the bank.
Rest == /\ due = {} /\ ~refundDue /\ ~inquiryDue /\ row \notin {"PENDING", "UNKNOWN"}
        /\ \A w \in Workers : worker[w].pc = "idle"

CapturedKeys == {k \in Keys : bank[k] = "captured"}

I3_EndsDecided == Rest => Judge(said) \in Terminal
I3_EventuallyRests == <>[]Rest

I4_ChargedOnce == Cardinality(CapturedKeys) <= 1
I4_Money == Rest => Cardinality(CapturedKeys \ refunded) = (IF Judge(said) = "CONFIRMED" THEN 1 ELSE 0)

I5_RoomsFollowMoney ==
    Rest => /\ (Judge(said) = "CONFIRMED") = (inv = "FIRM")
            /\ (Judge(said) \in {"FAILED", "CANCELLED"}) = (inv \in {"RELEASED", "REJECTED"})
I5_RefundIsDone == "Refunded" \in said => CapturedKeys = refunded

\* Whatever the order of arrival, an outcome is taken back only from CONFIRMED.
Legal(from, to) ==
    \/ from = to
    \/ from = "OPEN"
    \/ from = "CONFIRMED" /\ to \in {"FAILED", "CANCELLED"}
I9_OutcomeLegal ==
    \A heard \in SUBSET said : \A e \in said \ heard : Legal(Judge(heard), Judge(heard \cup {e}))
I9_CancelledIsCancelled ==
    Rest /\ reason = "CANCELLED" /\ inv = "RELEASED" => Judge(said) = "CANCELLED"
=============================================================================
