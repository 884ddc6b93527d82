----------------------------- MODULE SagaPayment -----------------------------
\* The payment service: the arbiter of the saga. See Saga.tla.
EXTENDS SagaState

\* Payment: requests to undo. The row, inserted once, arbitrates.
Listens(event) == event # "Released" \/ PaymentArbitrates

\* A VOID payment that was not said to have failed yet.
Owed == IF row = "VOID" THEN {"Failed"} \ said ELSE {}

Hear(event) ==
    /\ event \in DOMAIN Undo
    /\ Delivered("payment", event)
    /\ \/ /\ row = None /\ Listens(event) /\ (event # "Released" \/ ReleaseSettles)
          /\ row' = "VOID" /\ reason' = Undo[event]
          /\ Handled("payment", event, IF event = "CancelAsked" /\ VoidWaits THEN {} ELSE {"Failed"})
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
          /\ Handled("payment", event, IF event = "CancelAsked" THEN {} ELSE Owed)
          /\ UNCHANGED payment
    /\ UNCHANGED <<inventory, outside, worker>>

------------------------------------------------------------------------------
\* Payment: the charge. Before it is sent, and between the bank's answer and saving it, everything may happen.
Ask(w, job, key) ==
    worker' = [worker EXCEPT ![w] = [pc |-> "asking", job |-> job, answer |-> None, key |-> key]]

Send(w) ==
    /\ worker[w].pc = "asking"
    /\ worker' = [worker EXCEPT ![w].pc = "waiting"]
    /\ wire' = wire \cup {worker[w].key}
    /\ UNCHANGED <<said, due, inventory, payment, bank, refunded, faults>>

Settled == row \in {"VOID", "CAPTURED", "DECLINED", "REFUNDED"}

TakeReserved(w) ==
    /\ worker[w].pc = "idle"
    /\ Delivered("payment", "Reserved")
    /\ IF Settled /\ (Intent \/ Void # "charge")
       THEN /\ Handled("payment", "Reserved", Owed)
            /\ inquiryDue' = (inquiryDue \/ (row = "VOID" /\ Void = "look-up"))
            /\ UNCHANGED <<row, reason, asked, refundDue, worker>>
       ELSE /\ row' = IF Intent /\ row = None THEN "PENDING" ELSE row
            /\ Ask(w, "reserved", 1)
            /\ UNCHANGED <<said, due, reason, asked, refundDue, inquiryDue>>
    /\ UNCHANGED <<inventory, outside>>

\* With an intent a PENDING row that nobody works on any more is found as well.
InDoubt == row \in {"UNKNOWN", "PENDING"} \/ inquiryDue

\* An answer of the look-up, or a charge again once the bank's bound has passed and nothing is on its way.
LookUp(w) ==
    /\ InDoubt /\ worker[w].pc = "idle"
    /\ bank[1] # None \/ ~MissIsNoProof \/ (Void = "look-up" /\ row = "VOID" /\ wire = {})
    /\ worker' = [worker EXCEPT ![w] = [pc |-> "saving", job |-> "resolve", key |-> 1,
                     answer |-> IF bank[1] = None THEN "declined" ELSE bank[1]]]
    /\ UNCHANGED <<said, due, inventory, payment, outside, faults>>

ChargeAgain(w) ==
    /\ InDoubt /\ worker[w].pc = "idle"
    /\ Void = "look-up" => row # "VOID"
    /\ \A k \in Keys : bank[k] = None
    /\ Ask(w, "resolve", IF SameKey THEN 1 ELSE 2)
    /\ UNCHANGED <<said, due, inventory, payment, outside, faults>>

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
       /\ Finish(w, Owed) /\ UNCHANGED <<row, reason, asked>>
    \/ /\ row \in {"CAPTURED", "DECLINED", "REFUNDED"}
       /\ inquiryDue' = FALSE
       /\ Finish(w, {}) /\ UNCHANGED <<row, reason, asked, refundDue>>

SaveDeclined(w) ==
    IF row \in {None, "PENDING", "UNKNOWN"}
    THEN /\ row' = "DECLINED" /\ reason' = "DECLINED"
         /\ Finish(w, {"Failed"}) /\ UNCHANGED <<asked, refundDue, inquiryDue>>
    ELSE /\ inquiryDue' = FALSE
         /\ Finish(w, Owed) /\ UNCHANGED <<row, reason, asked, refundDue>>

SaveUnknown(w) ==
    /\ row' = IF row \in {None, "PENDING"} THEN "UNKNOWN" ELSE row
    /\ inquiryDue' = (inquiryDue \/ (row = "VOID" /\ VoidRemembersDoubt))
    /\ Finish(w, Owed) /\ UNCHANGED <<reason, asked, refundDue>>

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

\* The record fails for a reason of its own, after the bank was asked, and is given up.
DeadLetter(w) ==
    /\ DeadLetters /\ worker[w].pc = "saving" /\ worker[w].job = "reserved" /\ Fault
    /\ Handled("payment", "Reserved", {})
    /\ worker' = [worker EXCEPT ![w] = Idle]
    /\ UNCHANGED <<inventory, payment, outside>>
==============================================================================
