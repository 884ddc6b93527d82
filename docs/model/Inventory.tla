------------------------------ MODULE Inventory ------------------------------
(***************************************************************************)
(* The rooms of one property: counters in Redis that may vanish at any     *)
(* time, the journal of reservations in Mongo, and the epoch between them. *)
(*                                                                         *)
(* A handler's step is one action: a Lua script, a Mongo transaction, a    *)
(* read. Between any two of them the other instance, a crash, a loss of    *)
(* Redis may come. Each journalled row is one state of the model, so an    *)
(* invariant on `row` holds at every prefix of the journal.                *)
(***************************************************************************)
EXTENDS InventoryState

------------------------------------------------------------------------------
\* Kafka: any instance may get any record, also while another has it in hand.
Deliver(i, r) ==
    /\ At(i, "idle")
    /\ r.topic = "failed" => r.b \in failed
    /\ IF r \in done THEN repeats < MaxRepeats /\ repeats' = repeats + 1 ELSE UNCHANGED repeats
    /\ inst' = [inst EXCEPT ![i] = [Idle EXCEPT !.pc = "gather", !.topic = r.topic, !.b = r.b]]
    /\ UNCHANGED <<mongo, redis, saved, failed, done, losses, crashes>>

CommitOffset(i) ==
    /\ At(i, "commit")
    /\ done' = done \cup {RecordOf(i)}
    /\ inst' = [inst EXCEPT ![i] = Idle]
    /\ UNCHANGED <<mongo, redis, saved, failed, faults>>

\* Payment may fail for whatever is held and said, and by a cancellation before that.
FailPayment(b) ==
    /\ row[b] = "HELD" \/ (EarlyFailures /\ row[b] = "NONE")
    /\ b \notin failed
    /\ failed' = failed \cup {b}
    /\ UNCHANGED <<mongo, redis, saved, done, inst, faults>>

------------------------------------------------------------------------------
\* Gather: the existing row and the property's epoch, outside any transaction.
Gather(i) ==
    LET b == inst[i].b IN
    /\ At(i, "gather")
    /\ LET next ==
         IF inst[i].topic = "failed"
         THEN CASE row[b] = "NONE" -> "journalRelease"   \* a tombstone: it will never hold rooms
                [] row[b] = "HELD" -> IF JournalFirst THEN "journalRelease" ELSE "release"
                [] row[b] = "RELEASED" -> "release"
                [] OTHER -> "commit"
         ELSE CASE row[b] = "NONE" -> "take"
                [] row[b] = "HELD" -> "commit"
                [] OTHER -> "release"   \* a stray take, if there is one, goes back
       IN Become(i, [pc |-> next, need |-> IF next \in {"take", "release"} THEN epoch ELSE 0])
    /\ UNCHANGED <<mongo, redis, saved, failed, done, faults>>

\* reserve.lua: all nights or none; held already is held.
Take(i) ==
    LET b == inst[i].b
        fits == \A n \in Stay(b) : redis.taken[n] < redis.capacity IN
    /\ At(i, "take") /\ Loaded(inst[i].need)
    /\ Become(i, [pc |-> "journalTake", need |-> 0, took |-> redis.epoch,
                  full |-> b \notin redis.holds /\ ~fits])
    /\ IF b \in redis.holds \/ ~fits THEN UNCHANGED redis
       ELSE redis' = [redis EXCEPT !.holds = @ \cup {b},
                        !.taken = [n \in Nights |-> @[n] + (IF n \in Stay(b) THEN 1 ELSE 0)]]
    /\ UNCHANGED <<mongo, saved, failed, done, faults>>

\* The journal's transaction. A duplicate or a changed epoch is a conflict: gather again.
JournalTake(i) ==
    LET b == inst[i].b
        conflict == \/ row[b] # "NONE"
                    \/ Fence # "none" /\ ~inst[i].full /\ epoch # inst[i].took IN
    /\ At(i, "journalTake")
    /\ IF conflict THEN Goto(i, "gather") /\ UNCHANGED row
       ELSE IF Fence = "read" /\ ~inst[i].full THEN Goto(i, "writeTake") /\ UNCHANGED row
       ELSE /\ row' = [row EXCEPT ![b] = IF inst[i].full THEN "REJECTED" ELSE "HELD"]
            /\ Goto(i, "commit")
    /\ UNCHANGED <<epoch, capacity, redis, saved, failed, done, faults>>

\* Only with the weak fence: the write after the look.
WriteTake(i) ==
    LET b == inst[i].b IN
    /\ At(i, "writeTake")
    /\ IF row[b] # "NONE" THEN Goto(i, "gather") /\ UNCHANGED row
       ELSE row' = [row EXCEPT ![b] = "HELD"] /\ Goto(i, "commit")
    /\ UNCHANGED <<epoch, capacity, redis, saved, failed, done, faults>>

\* The release's transaction reads the epoch that the script will need.
JournalRelease(i) ==
    LET b == inst[i].b IN
    /\ At(i, "journalRelease")
    /\ row' = [row EXCEPT ![b] = IF @ \in {"NONE", "HELD"} THEN "RELEASED" ELSE @]
    /\ Become(i, IF JournalFirst THEN [pc |-> "release", need |-> epoch] ELSE [pc |-> "commit", need |-> 0])
    /\ UNCHANGED <<epoch, capacity, redis, saved, failed, done, faults>>

\* release.lua
GiveBack(b) ==
    [redis EXCEPT !.holds = @ \ {b},
       !.taken = [n \in Nights |->
          IF n \in Stay(b) /\ (b \in redis.holds \/ ~ReleaseByMembership) /\ @[n] > 0
          THEN @[n] - 1 ELSE @[n]]]

ReleaseRooms(i) ==
    /\ At(i, "release")
    /\ Loaded(IF ReleaseMinEpoch THEN inst[i].need ELSE 0)
    /\ redis' = GiveBack(inst[i].b)
    /\ Goto(i, IF ~JournalFirst /\ row[inst[i].b] = "HELD" THEN "journalRelease" ELSE "commit")
    /\ UNCHANGED <<mongo, saved, failed, done, faults>>

------------------------------------------------------------------------------
\* ensureLoaded: a new epoch and the active reservations in one transaction, then load.lua.
Rebuild(i) ==
    /\ \/ At(i, "take") /\ ~Loaded(inst[i].need)
       \/ At(i, "release") /\ ~Loaded(IF ReleaseMinEpoch THEN inst[i].need ELSE 0)
    /\ epoch < MaxEpoch
    /\ epoch' = epoch + 1
    /\ Become(i, [pc |-> "load", back |-> inst[i].pc, need |-> epoch + 1,
                  snap |-> Active, snapCapacity |-> capacity])
    /\ UNCHANGED <<row, capacity, redis, saved, failed, done, faults>>

Load(i) ==
    /\ At(i, "load")
    /\ redis' = IF Loaded(inst[i].need) THEN redis
                ELSE [epoch |-> inst[i].need, capacity |-> inst[i].snapCapacity,
                      holds |-> inst[i].snap, taken |-> Count(inst[i].snap)]
    /\ \/ Goto(i, inst[i].back)
       \/ ~LoadOnce /\ UNCHANGED inst   \* no answer came: send it again
    /\ UNCHANGED <<mongo, saved, failed, done, faults>>

------------------------------------------------------------------------------
\* What else happens.
LowerCapacity ==
    /\ CapacityFalls /\ capacity = 2 /\ epoch < MaxEpoch
    /\ \A n \in Nights : Count(Active)[n] <= 1
    /\ capacity' = 1 /\ epoch' = epoch + 1
    /\ UNCHANGED <<row, redis, saved, failed, done, inst, faults>>

\* Gives back by membership what is held for bookings that are over: they never come back.
Reconcile(b) ==
    /\ Reconciles /\ Loaded(epoch) /\ b \in redis.holds
    /\ IF ReconcilesOnlyEnded THEN Ended(b) ELSE row[b] # "HELD"
    /\ redis' = GiveBack(b)
    /\ UNCHANGED <<mongo, saved, failed, done, inst, faults>>

Save ==
    /\ ~IdentityChecked /\ saved # redis
    /\ saved' = redis
    /\ UNCHANGED <<mongo, redis, failed, done, inst, faults>>

LoseRedis ==
    /\ losses < MaxLosses /\ redis.epoch > 0
    /\ losses' = losses + 1
    /\ redis' = IF IdentityChecked THEN Unloaded ELSE saved
    /\ UNCHANGED <<mongo, saved, failed, done, inst, crashes, repeats>>

Crash(i) ==
    /\ ~At(i, "idle") /\ crashes < MaxCrashes
    /\ crashes' = crashes + 1
    /\ inst' = [inst EXCEPT ![i] = Idle]
    /\ UNCHANGED <<mongo, redis, saved, failed, done, losses, repeats>>

Step(i) ==
    \/ Gather(i) \/ Take(i) \/ JournalTake(i) \/ WriteTake(i) \/ JournalRelease(i)
    \/ ReleaseRooms(i) \/ Rebuild(i) \/ Load(i) \/ CommitOffset(i)

Next ==
    \/ \E i \in Instances : Step(i) \/ Crash(i) \/ \E r \in Records : Deliver(i, r)
    \/ \E b \in Bookings : FailPayment(b) \/ Reconcile(b)
    \/ LowerCapacity \/ Save \/ LoseRedis

Fairness ==
    /\ \A i \in Instances :
         /\ WF_vars(Step(i))
         /\ \A r \in Records : SF_vars(Deliver(i, r) /\ r \notin done)
    /\ \A b \in Bookings : WF_vars(Reconcile(b))

Spec == Init /\ [][Next]_vars /\ Fairness
Interchangeable == Permutations(Instances)

------------------------------------------------------------------------------
AtRest ==
    /\ \A i \in Instances : At(i, "idle")
    /\ \A r \in Records : r \in done \/ (r.topic = "failed" /\ r.b \notin failed)
Trusted == redis.epoch > 0 /\ redis.epoch = epoch

I1_NoOversell == \A n \in Nights : Count(Active)[n] <= capacity

\* Each night is counted once for each hold: nothing is given back twice or half.
I5_ReleasedOnce == redis.taken = Count(redis.holds)

\* Rooms that were sold are counted. What is counted beyond them is left by a crashed zombie alone,
\* belongs to a booking that is over, and goes by the reconciler.
I11_RedisFollowsJournal ==
    AtRest /\ Trusted => /\ Active \subseteq redis.holds
                         /\ \A b \in redis.holds \ Active : Ended(b) /\ crashes > 0

\* And once the reconciler has nothing to do, they are the same.
I11_NoLeftovers == AtRest /\ Trusted /\ (\A b \in Bookings : ~ENABLED Reconcile(b)) => redis.holds = Active

I3_EventuallyDecided == <>[](\A b \in Bookings : row[b] # "NONE")
I11_EventuallyFollows == <>[](Trusted => redis.holds = Active)

\* Not true: that it can be reached shows that the invariants on AtRest say something.
Never_RestsAfterLoss ==
    ~(AtRest /\ Trusted /\ losses = MaxLosses /\ Active # {} /\ \E b \in Bookings : row[b] = "RELEASED")
=============================================================================
