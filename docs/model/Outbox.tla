-------------------------------- MODULE Outbox --------------------------------
(***************************************************************************)
(* From a partition's records to a topic: consumer, one transaction for    *)
(* state and outbox row, publishing by the writer, marking, the relay with *)
(* its lease, offsets.                                                     *)
(*                                                                         *)
(* All records concern one booking and all its events go to one topic, as  *)
(* a booking's outcomes do; other bookings share nothing with it. The k-th *)
(* committed change says event k.                                          *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Processes,          \* instances of one service; each consumes, publishes and relays
    Records,            \* how many records the partition has
    MaxFaults,          \* crashes, rebalances, freezes, lost answers, together
    RelaySorts,         \* FALSE: clocks differ, a relay publishes in any order
    \* Each of these is TRUE in the design; FALSE breaks it.
    Leased,             \* FALSE: two relays work at the same time
    OffsetAfterCommit,  \* FALSE: an offset is finished before its transaction
    CommitsPrefix,      \* FALSE: the highest finished offset is committed
    Dedups,             \* FALSE: a repeated record is applied again
    MarksAfterAck,      \* FALSE: a row is marked published before it is sent
    RepeatsEarlier      \* FALSE: a row holds its own event only, not those that must precede it

VARIABLES
    committed, \* offset in Kafka: so many records need no delivery
    owner,     \* the process that the partition is assigned to
    base,      \* where each process's assignment began
    pos,       \* records fetched by each process
    hand,      \* fetched and not yet handled
    finished,  \* handled, offset not yet committed
    applied,   \* how often each record took effect
    rows,      \* outbox rows in commit order
    marked,    \* rows marked published
    chain,     \* rows that a process is about to publish itself, in order
    sent,      \* published by the writer, not yet marked
    lease,     \* the relay that may work, or none
    pass,      \* each relay's pass: the rows read, and the step it is at
    firsts,    \* the topic, first occurrences only
    copies,    \* how often each row was published
    faults

consumption == <<committed, owner, base, pos, hand, finished>>
publishing == <<chain, sent>>
relaying == <<lease, pass>>
topic == <<firsts, copies>>
vars == <<consumption, applied, rows, marked, publishing, relaying, topic, faults>>

Nobody == "nobody"
IdlePass == [at |-> "idle", queue |-> <<>>]
Range(s) == {s[i] : i \in DOMAIN s}
Numbers == 1..Records

Init ==
    /\ committed = 0 /\ owner \in Processes
    /\ base = [p \in Processes |-> 0] /\ pos = [p \in Processes |-> 0]
    /\ hand = [p \in Processes |-> {}] /\ finished = [p \in Processes |-> {}]
    /\ applied = [r \in Numbers |-> 0]
    /\ rows = <<>> /\ marked = {}
    /\ chain = [p \in Processes |-> <<>>] /\ sent = [p \in Processes |-> {}]
    /\ lease = Nobody /\ pass = [p \in Processes |-> IdlePass]
    /\ firsts = <<>> /\ copies = <<>>
    /\ faults = 0

Fault == faults < MaxFaults /\ faults' = faults + 1

------------------------------------------------------------------------------
\* Consumer
Fetch(p) ==
    /\ owner = p /\ pos[p] < Records /\ Cardinality(hand[p]) < 2
    /\ pos' = [pos EXCEPT ![p] = @ + 1]
    /\ hand' = [hand EXCEPT ![p] = @ \cup {pos[p] + 1}]
    /\ finished' = IF OffsetAfterCommit THEN finished ELSE [finished EXCEPT ![p] = @ \cup {pos[p] + 1}]
    /\ UNCHANGED <<committed, owner, base, applied, rows, marked, publishing, relaying, topic, faults>>

Known(r) == applied[r] > 0 /\ Dedups

\* The transaction, in any order of the records in hand. Its answer may be lost: then the row is in nobody's
\* chain, and the record is tried again and found to be known.
Handle(p, r, answered) ==
    /\ r \in hand[p]
    /\ answered \/ ~Known(r)
    /\ IF answered THEN UNCHANGED faults ELSE Fault
    /\ IF Known(r) THEN UNCHANGED <<applied, rows, chain, copies>>
       ELSE /\ applied' = [applied EXCEPT ![r] = @ + 1]
            /\ rows' = Append(rows, IF RepeatsEarlier THEN 1..(Len(rows) + 1) ELSE {Len(rows) + 1})
            /\ copies' = Append(copies, 0)
            /\ chain' = IF answered THEN [chain EXCEPT ![p] = Append(@, Len(rows) + 1)] ELSE chain
    /\ hand' = IF answered THEN [hand EXCEPT ![p] = @ \ {r}] ELSE hand
    /\ finished' = IF answered THEN [finished EXCEPT ![p] = @ \cup {r}] ELSE finished
    /\ UNCHANGED <<committed, owner, base, pos, marked, sent, relaying, firsts>>

Prefix(p) ==
    LET ends == {k \in base[p]..pos[p] : \A r \in (base[p] + 1)..k : r \in finished[p]}
        all == finished[p] \cup {base[p]}
        candidates == IF CommitsPrefix THEN ends ELSE all
    IN CHOOSE k \in candidates : \A other \in candidates : other <= k

\* A member that lost the partition is refused.
CommitOffset(p) ==
    /\ owner = p /\ Prefix(p) > committed
    /\ committed' = Prefix(p)
    /\ UNCHANGED <<owner, base, pos, hand, finished, applied, rows, marked, publishing, relaying, topic, faults>>

StartAt(p) ==
    /\ base' = [base EXCEPT ![p] = committed] /\ pos' = [pos EXCEPT ![p] = committed]
    /\ hand' = [hand EXCEPT ![p] = {}] /\ finished' = [finished EXCEPT ![p] = {}]

\* The old owner does not know yet and goes on with what it has in hand.
Rebalance(p) ==
    /\ owner # p /\ Fault
    /\ owner' = p /\ StartAt(p)
    /\ UNCHANGED <<committed, applied, rows, marked, publishing, relaying, topic>>

Crash(p) ==
    /\ Fault
    /\ hand[p] # {} \/ finished[p] # {} \/ chain[p] # <<>> \/ sent[p] # {} \/ pass[p] # IdlePass
    /\ StartAt(p)
    /\ chain' = [chain EXCEPT ![p] = <<>>] /\ sent' = [sent EXCEPT ![p] = {}]
    /\ pass' = [pass EXCEPT ![p] = IdlePass]
    /\ UNCHANGED <<committed, owner, applied, rows, marked, lease, topic>>

------------------------------------------------------------------------------
\* Publishing by the writer, in commit order
Orders(set) == {s \in [1..Cardinality(set) -> set] : Range(s) = set}
Sorted(set) == CHOOSE s \in Orders(set) : \A i, j \in DOMAIN s : i < j => s[i] < s[j]

Publish(k) ==
    /\ firsts' = firsts \o Sorted(rows[k] \ Range(firsts))
    /\ copies' = [copies EXCEPT ![k] = @ + 1]

\* The acknowledgement may be lost: then the row is published once more.
PublishOwn(p, acknowledged) ==
    /\ chain[p] # <<>>
    /\ IF acknowledged THEN UNCHANGED faults ELSE Fault
    /\ Publish(Head(chain[p]))
    /\ IF acknowledged
       THEN /\ chain' = [chain EXCEPT ![p] = Tail(@)]
            /\ sent' = [sent EXCEPT ![p] = @ \cup {Head(chain[p])}]
       ELSE UNCHANGED publishing
    /\ UNCHANGED <<consumption, applied, rows, marked, relaying>>

\* A mark that fails is not tried again: the relay will find the row.
MarkOwn(p, succeeds) ==
    /\ IF MarksAfterAck THEN sent[p] # {} ELSE chain[p] # <<>> /\ Head(chain[p]) \notin marked
    /\ IF succeeds THEN UNCHANGED faults ELSE Fault
    /\ marked' = IF ~succeeds THEN marked
                 ELSE IF MarksAfterAck THEN marked \cup sent[p] ELSE marked \cup {Head(chain[p])}
    /\ sent' = [sent EXCEPT ![p] = {}]
    /\ UNCHANGED <<consumption, applied, rows, chain, relaying, topic>>

------------------------------------------------------------------------------
\* The relay
Pending(p) == Range(chain[p]) \cup sent[p]
Unmarked == DOMAIN rows \ marked

\* Rows in another writer's hands are too young to be relayed, unless that writer is slow.
Read(p, slow) ==
    LET others == UNION {Pending(q) : q \in Processes}
        found == Unmarked \ (IF slow THEN Pending(p) ELSE others) IN
    /\ pass[p].at = "idle" /\ found # {}
    /\ ~Leased \/ lease \in {Nobody, p}
    /\ IF slow THEN found # Unmarked \ others /\ Fault ELSE UNCHANGED faults
    /\ lease' = IF Leased THEN p ELSE lease
    /\ \E queue \in IF RelaySorts THEN {Sorted(found)} ELSE Orders(found) :
         pass' = [pass EXCEPT ![p] = [at |-> "renew", queue |-> queue]]
    /\ UNCHANGED <<consumption, applied, rows, marked, publishing, topic>>

Renew(p) ==
    /\ pass[p].at = "renew"
    /\ pass' = [pass EXCEPT ![p] =
         IF ~Leased \/ lease \in {Nobody, p} THEN [@ EXCEPT !.at = "publish"] ELSE IdlePass]
    /\ lease' = IF Leased /\ lease = Nobody THEN p ELSE lease
    /\ UNCHANGED <<consumption, applied, rows, marked, publishing, topic, faults>>

PublishLeft(p) ==
    /\ pass[p].at = "publish"
    /\ Publish(Head(pass[p].queue))
    /\ pass' = [pass EXCEPT ![p].at = "mark"]
    /\ UNCHANGED <<consumption, applied, rows, marked, publishing, lease, faults>>

MarkLeft(p) ==
    /\ pass[p].at = "mark"
    /\ marked' = marked \cup {Head(pass[p].queue)}
    /\ pass' = [pass EXCEPT ![p] = IF Len(@.queue) = 1 THEN IdlePass
                                   ELSE [at |-> "renew", queue |-> Tail(@.queue)]]
    /\ UNCHANGED <<consumption, applied, rows, publishing, lease, topic, faults>>

\* It runs out under a relay that is frozen in its work; it is let go by one that has none.
LeaseEnds ==
    /\ lease # Nobody
    /\ IF pass[lease].at = "idle" THEN UNCHANGED faults ELSE Fault
    /\ lease' = Nobody
    /\ UNCHANGED <<consumption, applied, rows, marked, publishing, pass, topic>>

Consume(p) == Fetch(p) \/ (\E r \in Numbers : Handle(p, r, TRUE)) \/ CommitOffset(p)
Own(p) == PublishOwn(p, TRUE) \/ MarkOwn(p, TRUE)
Relay(p) == Renew(p) \/ PublishLeft(p) \/ MarkLeft(p)

Next ==
    \/ \E p \in Processes :
         \/ Consume(p) \/ Own(p) \/ Relay(p) \/ Read(p, FALSE)
         \/ Rebalance(p) \/ Crash(p) \/ Read(p, TRUE)
         \/ PublishOwn(p, FALSE) \/ MarkOwn(p, FALSE)
         \/ \E r \in Numbers : Handle(p, r, FALSE)
    \/ LeaseEnds

Fairness ==
    /\ \A p \in Processes :
         /\ WF_vars(Fetch(p)) /\ WF_vars(CommitOffset(p))
         /\ \A r \in Numbers : WF_vars(Handle(p, r, TRUE))
         /\ WF_vars(PublishOwn(p, TRUE)) /\ WF_vars(MarkOwn(p, TRUE))
         /\ WF_vars(Relay(p)) /\ SF_vars(Read(p, FALSE))
    /\ WF_vars(LeaseEnds /\ UNCHANGED faults)

Spec == Init /\ [][Next]_vars /\ Fairness
Interchangeable == Permutations(Processes)

------------------------------------------------------------------------------
Rest ==
    /\ committed = Records /\ Unmarked = {}
    /\ \A p \in Processes : hand[p] = {} /\ Pending(p) = {} /\ pass[p] = IdlePass

I6_NothingLost ==
    Rest => /\ \A r \in Numbers : applied[r] > 0
            /\ Range(firsts) = DOMAIN rows
I6_FirstsInOrder == \A i, j \in DOMAIN firsts : i < j => firsts[i] < firsts[j]
\* A repetition costs a fault: one relay, once, for whatever a fault left behind.
I6_RepeatedByFaultsOnly == \A k \in DOMAIN rows : copies[k] <= 1 + faults
I7_AppliedOnce == \A r \in Numbers : applied[r] <= 1
I6_EventuallyPublished ==
    <>[](/\ \A r \in Numbers : applied[r] > 0
         /\ Range(firsts) = DOMAIN rows)

\* Not true: that it can be reached shows that the invariant on Rest says something.
Never_RestsAfterFaults == ~(Rest /\ faults = MaxFaults /\ \E k \in DOMAIN rows : copies[k] = 1 + faults)
==============================================================================
