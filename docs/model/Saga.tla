-------------------------------- MODULE Saga ---------------------------------
(***************************************************************************)
(* One booking's saga without a conductor: gateway, inventory, payment as  *)
(* the arbiter, the bank, and the ledger as a fold over a set of events.   *)
(*                                                                         *)
(* Bookings share nothing here but rooms, and rooms are Inventory.tla's    *)
(* business, so one booking stands for all. That what is said is heard is  *)
(* Outbox.tla's business: here an event once said stays due at each of its *)
(* hearers until handled, is handled in any order, and may come again.     *)
(***************************************************************************)
EXTENDS SagaPayment

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
    /\ IF inv \in {"HELD", "FIRM"}
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
\* The bank answers one key the same way for ever.
Process(k) ==
    /\ k \in wire /\ wire' = wire \ {k}
    /\ \E verdict \in {"captured", "declined"} :
         bank' = [bank EXCEPT ![k] = IF @ = None THEN verdict ELSE @]
    /\ UNCHANGED <<said, due, inventory, payment, refunded, worker, faults>>

Lose(k) ==
    /\ k \in wire /\ Fault /\ wire' = wire \ {k}
    /\ UNCHANGED <<said, due, inventory, payment, bank, refunded, worker>>

Charging(w) == TakeReserved(w) \/ Withhold(w) \/ LookUp(w) \/ Absent(w) \/ ChargeAgain(w)
               \/ Send(w) \/ Answer(w) \/ Save(w)
Refunding(w) == CallRefund(w) \/ SaveRefund(w)
Next ==
    \/ AskCancel \/ Reserve \/ Confirm \/ Expire \/ ReleaseAlone
    \/ \E e \in {"Failed", "Refunded"} : Release(e)
    \/ \E e \in DOMAIN Undo : Hear(e)
    \/ \E w \in Workers : Charging(w) \/ Timeout(w) \/ Refunding(w) \/ Refuse(w) \/ Crash(w) \/ DeadLetter(w)
    \/ \E k \in Keys : Process(k) \/ Lose(k)

\* Due deliveries, answers, look-ups and refunds happen; faults, expiry and cancellation need not.
Fairness ==
    /\ WF_vars(Reserve /\ <<"inventory", "Initiated">> \in due)
    /\ WF_vars(Confirm /\ <<"inventory", "Captured">> \in due)
    /\ \A e \in {"Failed", "Refunded"} : WF_vars(Release(e) /\ <<"inventory", e>> \in due)
    /\ \A e \in DOMAIN Undo : WF_vars(Hear(e) /\ <<"payment", e>> \in due)
    /\ \A w \in Workers :
         /\ WF_vars(TakeReserved(w) /\ <<"payment", "Reserved">> \in due)
         /\ WF_vars(LookUp(w) \/ Absent(w) \/ ChargeAgain(w))
         /\ WF_vars(Send(w)) /\ WF_vars(Answer(w)) /\ WF_vars(Save(w)) /\ WF_vars(Refunding(w))
         /\ WF_vars(Timeout(w) /\ UNCHANGED faults)
    /\ \A k \in Keys : WF_vars(Process(k))

Spec == Init /\ [][Next]_vars /\ Fairness
Interchangeable == Permutations(Workers)

------------------------------------------------------------------------------
\* The ledger: a pure function of the set of events heard.
Terminal == {"CONFIRMED", "FAILED", "CANCELLED"}

PaymentSaid(heard, why) == reason = why /\ {"Failed", "Refunded"} \cap heard # {}
Cancelled(heard) ==
    PaymentSaid(heard, "CANCELLED") \/ (~PaymentEnds /\ "Released" \in heard /\ relReason = "CANCELLED")
Failed(heard) ==
    \/ "Rejected" \in heard
    \/ reason # "CANCELLED" /\ {"Failed", "Refunded"} \cap heard # {}
    \/ ~PaymentEnds /\ "Released" \in heard /\ relReason # "PAYMENT_FAILED"

Judge(heard) ==
    CASE Cancelled(heard) -> "CANCELLED"
      [] Failed(heard) -> "FAILED"
      [] "Captured" \in heard -> "CONFIRMED"
      [] OTHER -> "OPEN"

------------------------------------------------------------------------------
\* Nothing is left to do; a charge may still be on its way to the bank.
Rest == /\ due = {} /\ ~refundDue /\ row \notin {"PENDING", "UNKNOWN"}
        /\ \A w \in Workers : worker[w].pc = "idle"

CapturedKeys == {k \in Keys : bank[k] = "captured"}

I3_EndsDecided == Rest => Judge(said) \in Terminal
I3_EventuallyRests == <>[]Rest

I4_ChargedOnce == Cardinality(CapturedKeys) <= 1
I4_Money == Rest => Cardinality(CapturedKeys \ refunded) = (IF Judge(said) = "CONFIRMED" THEN 1 ELSE 0)

\* Nobody is charging what is VOID, or ever will.
I4_VoidIsUncharged ==
    row = "VOID" => /\ wire = {} /\ \A k \in Keys : bank[k] = None
                    /\ \A w \in Workers : worker[w].pc \notin {"asking", "waiting"}

I5_RoomsFollowMoney ==
    Rest => /\ (Judge(said) = "CONFIRMED") = (inv = "FIRM")
            /\ (Judge(said) \in {"FAILED", "CANCELLED"}) = (inv \in {"RELEASED", "REJECTED"})
I5_RefundIsDone == "Refunded" \in said => CapturedKeys = refunded

\* Whatever the order of arrival, an outcome is taken back only from CONFIRMED.
Legal(from, to) ==
    \/ from = to
    \/ from = "OPEN"
    \/ from = "CONFIRMED" /\ to \in {"FAILED", "CANCELLED"}
Decisive == said \cap {"Rejected", "Captured", "Failed", "Refunded", "Released"}
I9_OutcomeLegal ==
    \A heard \in SUBSET Decisive : \A e \in Decisive \ heard :
        Legal(Judge(heard), Judge(heard \cup {e}))
\* A hold's end takes nothing back that was captured.
I9_CaptureOutlivesHold == reason = "HOLD_EXPIRED" => "Captured" \notin said
I9_CancelledIsCancelled ==
    Rest /\ reason = "CANCELLED" /\ inv = "RELEASED" => Judge(said) = "CANCELLED"

\* Not true: that each can be reached shows that the invariants on Rest say something.
Never_Confirmed == ~(Rest /\ Judge(said) = "CONFIRMED" /\ "Expired" \in said /\ faults = MaxFaults)
Never_CancelledAfterCapture == ~(Rest /\ Judge(said) = "CANCELLED" /\ "Captured" \in said)
Never_VoidOfPending == ~(Rest /\ row = "VOID" /\ asked # None)
=============================================================================
