----------------------------- MODULE SagaPayment -----------------------------
\* The payment service: the arbiter of the saga. See Saga.tla.
EXTENDS SagaState

\* Payment: requests to undo. The row, inserted once, arbitrates.
Listens(event) == event # "Released" \/ PaymentArbitrates

\* A VOID payment that was not said to have failed yet.
Owed == IF row = "VOID" THEN {"Failed"} \ said ELSE {}

\* Certainly no charge was sent, or will be over this row.
Uncharged == row = None \/ (row = "PENDING" /\ inFlight = 0)
Open == row \in {"PENDING", "UNKNOWN"} /\ ~Uncharged

\* A reason that was asked for before prevails.
MakeVoid(why) ==
    /\ row' = "VOID" /\ reason' = IF asked = None THEN why ELSE asked
    /\ UNCHANGED <<asked, refundDue, inFlight>>

Hear(event) ==
    /\ event \in DOMAIN Undo
    /\ Delivered("payment", event)
    /\ \/ /\ Uncharged /\ Listens(event) /\ (event # "Released" \/ ReleaseSettles)
          /\ MakeVoid(Undo[event])
          /\ Handled("payment", event,
                     IF row = None /\ event = "CancelAsked" /\ VoidWaits THEN {} ELSE {"Failed"})
       \/ /\ row = "CAPTURED" /\ event # "Expired" /\ reason = None /\ Listens(event)
          /\ reason' = Undo[event] /\ refundDue' = TRUE
          /\ Handled("payment", event, {})
          /\ UNCHANGED <<row, asked, inFlight>>
       \/ /\ Open /\ event # "Expired" /\ asked = None
          /\ Listens(event) /\ (event # "Released" \/ ReleaseSettles)
          /\ asked' = Undo[event]
          /\ Handled("payment", event, {})
          /\ UNCHANGED <<row, reason, refundDue, inFlight>>
       \/ /\ \/ row \in {"VOID", "DECLINED", "REFUNDED"}
             \/ row = "CAPTURED" /\ (event = "Expired" \/ reason # None)
             \/ Open /\ (event = "Expired" \/ asked # None)
             \/ ~Listens(event)
             \/ event = "Released" /\ ~ReleaseSettles /\ row # "CAPTURED"
          /\ Handled("payment", event, IF event = "CancelAsked" THEN {} ELSE Owed)
          /\ UNCHANGED payment
    /\ UNCHANGED <<inventory, outside, worker>>

------------------------------------------------------------------------------
\* Payment: the charge. Before it is sent, and between the bank's answer and saving it, everything may happen.
Announce == IF Announces THEN inFlight' = inFlight + 1 ELSE UNCHANGED inFlight
Told == IF inFlight > 0 THEN inFlight - 1 ELSE 0

Ask(w, job, key) ==
    worker' = [worker EXCEPT ![w] = [pc |-> "asking", job |-> job, answer |-> None, key |-> key]]

Send(w) ==
    /\ worker[w].pc = "asking"
    /\ worker' = [worker EXCEPT ![w].pc = "waiting"]
    /\ wire' = wire \cup {worker[w].key}
    /\ UNCHANGED <<said, due, inventory, payment, bank, refunded, faults>>

Settled == row \in {"VOID", "CAPTURED", "DECLINED", "REFUNDED"}

\* The row is read and the charge announced over what was read, so it is one step.
TakeReserved(w) ==
    /\ worker[w].pc = "idle"
    /\ Delivered("payment", "Reserved")
    /\ IF Settled \/ asked # None
       THEN IF Uncharged
            THEN MakeVoid(asked) /\ Handled("payment", "Reserved", {"Failed"}) /\ UNCHANGED worker
            ELSE Handled("payment", "Reserved", Owed) /\ UNCHANGED <<payment, worker>>
       ELSE /\ row' = IF Announces /\ row = None THEN "PENDING" ELSE row
            /\ Announce /\ Ask(w, "reserved", 1)
            /\ UNCHANGED <<said, due, reason, asked, refundDue>>
    /\ UNCHANGED <<inventory, outside>>

\* Past the deadline of its hold, what was never sent is not sent.
Withhold(w) ==
    /\ Expires /\ Uncharged /\ worker[w].pc = "idle"
    /\ Delivered("payment", "Reserved")
    /\ MakeVoid("HOLD_EXPIRED")
    /\ Handled("payment", "Reserved", {"Failed"})
    /\ UNCHANGED <<inventory, outside, worker>>

\* Also a PENDING row whose record and sender are gone.
InDoubt == row \in {"UNKNOWN", "PENDING"}

LookUp(w) ==
    /\ InDoubt /\ worker[w].pc = "idle"
    /\ bank[1] # None \/ ~MissIsNoProof
    /\ worker' = [worker EXCEPT ![w] = [pc |-> "saving", job |-> "resolve", key |-> 1,
                     answer |-> IF bank[1] = None THEN "declined" ELSE bank[1]]]
    /\ UNCHANGED <<said, due, inventory, payment, outside, faults>>

\* The bank's bound has passed since every charge that was sent, so nothing is on its way.
Absent(w) ==
    /\ InDoubt /\ asked # None /\ worker[w].pc = "idle"
    /\ wire = {} /\ \A k \in Keys : bank[k] = None
    /\ inFlight = 0 \/ ~CountsInFlight
    /\ MakeVoid(asked) /\ Say({"Failed"})
    /\ UNCHANGED <<inventory, outside, worker, faults>>

\* What is not wanted is charged only for want of another proof, and refunded.
ChargeAgain(w) ==
    /\ InDoubt /\ worker[w].pc = "idle"
    /\ asked = None \/ (inFlight > 0 /\ CountsInFlight)
    /\ \A k \in Keys : bank[k] = None
    /\ Announce /\ Ask(w, "resolve", IF SameKey THEN 1 ELSE 2)
    /\ UNCHANGED <<said, due, inventory, row, reason, asked, refundDue, outside, faults>>

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

\* Certainly nothing was sent: the announcement is called back, and the record is tried again.
Refuse(w) ==
    /\ worker[w].pc = "asking" /\ Fault
    /\ worker' = [worker EXCEPT ![w] = Idle]
    /\ inFlight' = IF InDoubt THEN Told ELSE inFlight
    /\ UNCHANGED <<said, due, inventory, row, reason, asked, refundDue, outside>>

Finish(w, events) ==
    /\ IF worker[w].job = "reserved" THEN Handled("payment", "Reserved", events) ELSE Say(events)
    /\ worker' = [worker EXCEPT ![w] = Idle]

SaveCaptured(w) ==
    \/ /\ row \in {None, "PENDING", "UNKNOWN"}
       /\ row' = "CAPTURED" /\ inFlight' = 0 /\ Finish(w, {"Captured"}) /\ UNCHANGED asked
       /\ IF asked = None
          THEN UNCHANGED <<reason, refundDue>>
          ELSE reason' = asked /\ refundDue' = TRUE
    \/ /\ row = "VOID"
       /\ refundDue' = TRUE
       /\ Finish(w, Owed) /\ UNCHANGED <<row, reason, asked, inFlight>>
    \/ /\ row \in {"CAPTURED", "DECLINED", "REFUNDED"}
       /\ Finish(w, {}) /\ UNCHANGED payment

SaveDeclined(w) ==
    IF row \in {None, "PENDING", "UNKNOWN"}
    THEN /\ row' = "DECLINED" /\ reason' = "DECLINED" /\ inFlight' = 0
         /\ Finish(w, {"Failed"}) /\ UNCHANGED <<asked, refundDue>>
    ELSE Finish(w, Owed) /\ UNCHANGED payment

SaveUnknown(w) ==
    IF row \in {None, "PENDING", "UNKNOWN"}
    THEN /\ row' = "UNKNOWN" /\ inFlight' = Told
         /\ Finish(w, {}) /\ UNCHANGED <<reason, asked, refundDue>>
    ELSE Finish(w, Owed) /\ UNCHANGED payment

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
            /\ UNCHANGED <<reason, asked, inFlight, outside>>
    /\ UNCHANGED <<inventory, faults>>

SaveRefund(w) ==
    /\ worker[w].pc = "refunding"
    /\ worker' = [worker EXCEPT ![w] = Idle]
    /\ IF RefundIsDurable
       THEN /\ row' = "REFUNDED" /\ refundDue' = FALSE
            /\ IF refundDue THEN Say({"Refunded"}) ELSE UNCHANGED <<said, due>>
            /\ UNCHANGED <<reason, asked, inFlight, outside>>
       ELSE /\ refunded' = refunded \cup {k \in Keys : bank[k] = "captured"}
            /\ UNCHANGED <<said, due, payment, bank, wire>>
    /\ UNCHANGED <<inventory, faults>>

\* A process that died never tells how its charge ended.
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
