--------------------------- MODULE InventoryState ----------------------------
\* What the inventory is made of: constants, variables, helpers. See Inventory.tla.
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Bookings,           \* {1, 2, 3}: their stays overlap, see Stay
    Instances,          \* inventory processes; one may be a zombie of the other
    MaxEpoch,           \* rebuilds stop here
    MaxLosses,          \* losses of everything in Redis
    MaxCrashes,         \* of an instance between any two steps
    MaxRepeats,         \* deliveries of a record that was finished already
    EarlyFailures,      \* TRUE: payment.failed may come before the request is handled (a cancellation)
    CapacityFalls,      \* TRUE: the operator lowers the capacity from 2 to 1, once
    Reconciles,         \* TRUE: a job gives back holds of bookings that are over
    \* The design's values first.
    Fence,              \* "write": the journal writes the property row if its epoch is unchanged;
                        \* "read": it looks at the epoch and writes later; "none"
    ReleaseByMembership,\* FALSE: a bare decrement
    JournalFirst,       \* FALSE: rooms are given back before the release is journalled
    ReleaseMinEpoch,    \* FALSE: the release script runs under whatever epoch is loaded
    LoadOnce,           \* FALSE: a load whose answer was lost is sent again with the same epoch
    IdentityChecked,    \* FALSE: a Redis restarted from an old snapshot is trusted
    ReconcilesOnlyEnded \* FALSE: the job gives back every hold without a journalled reservation

VARIABLES
    row,      \* Mongo, reservations: NONE, HELD, REJECTED, RELEASED
    epoch,    \* Mongo, the property's row
    capacity, \* Mongo, the property's row
    redis,    \* epoch loaded (0: none), capacity, holds, rooms taken for each night
    saved,    \* a snapshot of Redis on its disk
    failed,   \* bookings whose payment.failed was said
    done,     \* records whose offset is committed
    inst,     \* what each instance is doing
    losses, crashes, repeats

vars == <<row, epoch, capacity, redis, saved, failed, done, inst, losses, crashes, repeats>>
mongo == <<row, epoch, capacity>>
faults == <<losses, crashes, repeats>>

Nights == {1, 2}
\* The first stays both nights, the others one each or the last.
Stay(b) == CASE b = 1 -> Nights [] b = 2 -> {1} [] OTHER -> {2}
InitialCapacity == IF CapacityFalls THEN 2 ELSE 1
Count(bookings) == [n \in Nights |-> Cardinality({b \in bookings : n \in Stay(b)})]
Active == {b \in Bookings : row[b] = "HELD"}
Ended(b) == row[b] \in {"REJECTED", "RELEASED"}

Records == [topic : {"request", "failed"}, b : Bookings]
Unloaded == [epoch |-> 0, capacity |-> 0, holds |-> {}, taken |-> Count({})]
Idle == [pc |-> "idle", topic |-> "request", b |-> 1, need |-> 0, took |-> 0, full |-> FALSE,
         snap |-> {}, snapCapacity |-> 0, back |-> "idle"]

Init ==
    /\ row = [b \in Bookings |-> "NONE"] /\ epoch = 1 /\ capacity = InitialCapacity
    /\ redis = Unloaded /\ saved = Unloaded
    /\ failed = {} /\ done = {}
    /\ inst = [i \in Instances |-> Idle]
    /\ losses = 0 /\ crashes = 0 /\ repeats = 0

Become(i, changes) == inst' = [inst EXCEPT ![i] = changes @@ @]
\* What a step needs no more is forgotten: it would only tell equal states apart.
Goto(i, pc) == inst' = [inst EXCEPT ![i] =
    [Idle EXCEPT !.pc = pc, !.topic = inst[i].topic, !.b = inst[i].b,
                 !.need = IF pc \in {"take", "release"} THEN inst[i].need ELSE 0]]
RecordOf(i) == [topic |-> inst[i].topic, b |-> inst[i].b]
At(i, pc) == inst[i].pc = pc
Loaded(need) == redis.epoch > 0 /\ redis.epoch >= need
==============================================================================
