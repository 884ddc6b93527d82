import type { IncomingRecord, RecordSink, RecordSource, TopicPartition } from '../ports.ts';
import { OffsetTracker } from './offset-tracker.ts';

/** A record in our hands; `finish` says that it needs no redelivery. */
export interface Taken {
  readonly record: IncomingRecord;
  /** Counts once, however often it is called. */
  finish(): void;
}

/** What one partition may have waiting here: about one fetch. */
const MAX_WAITING_OF_PARTITION = 1_000;

/** What was delivered of one partition while there was no room in hand. */
interface Waiting {
  readonly records: IncomingRecord[];
  readonly tracker: OffsetTracker;
}

/** Timers take no more than 2^31 ms; whoever is woken early is paused again. */
const MAX_ALARM_MS = 60_000;

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * Bounds what is in hand. When it is full, each partition keeps what it delivered last waiting here and pauses; what
 * finishes makes room for one record at a time, of the partitions in turn, so none starves behind a long one. Survives
 * rebalances: records of a lost partition still finish, but move nothing.
 */
export class Intake implements RecordSink {
  readonly #source: Pick<RecordSource, 'resume' | 'commit'>;
  readonly #capacity: number;
  readonly #onTaken: (taken: Taken) => void;
  #trackers = new Map<string, TopicPartition & { tracker: OffsetTracker }>();
  /** In the order of their turns. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #paused = new Map<string, TopicPartition>();
  #inHand = 0;
  #closed = false;
  /** Of partitions whose next record is not due yet. */
  readonly #alarms = new Map<string, NodeJS.Timeout>();
  readonly #dueAtMs: (record: IncomingRecord) => number;

  constructor(
    source: Pick<RecordSource, 'resume' | 'commit'>,
    capacity: number,
    onTaken: (taken: Taken) => void,
    dueAtMs: (record: IncomingRecord) => number = () => 0,
  ) {
    this.#dueAtMs = dueAtMs;
    this.#source = source;
    this.#capacity = capacity;
    this.#onTaken = onTaken;
  }

  get inHand(): number {
    return this.#inHand;
  }

  offer(records: readonly IncomingRecord[]): number {
    const [first] = records;
    if (!first) return 0;
    const key = keyOf(first);
    const tracker = this.#trackerOf(first);
    tracker.delivered(first.offset);
    if (this.#closed || this.#waiting.has(key)) return this.#refuse(first);
    const last = records.at(-1);
    let taken = 0;
    for (const record of records) {
      const waiting = this.#waiting.get(key)?.records;
      // Leaving the last one pauses the partition now, and not after one more fetch in vain.
      if (waiting && (record === last || waiting.length >= MAX_WAITING_OF_PARTITION)) {
        this.#refuse(first);
        break;
      }
      if (this.#comesLater(record)) break;
      if (waiting) waiting.push(record);
      else if (this.#inHand < this.#capacity) this.#hand(record, tracker);
      else this.#waiting.set(key, { records: [record], tracker });
      taken += 1;
    }
    return taken;
  }

  /** From now on takes nothing: what is in hand finishes, the rest is somebody else's. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    this.#stopAlarms();
  }

  assigned(partitions: readonly TopicPartition[]): void {
    const now = new Set(partitions.map(keyOf));
    this.#trackers = new Map([...this.#trackers].filter(([key]) => now.has(key)));
    for (const { tracker } of this.#trackers.values()) tracker.restart();
    this.#waiting.clear();
    this.#paused.clear();
    this.#stopAlarms();
  }

  /** Commits what is finished; answers whether there was anything. A failure leaves it to be committed later. */
  async commit(): Promise<boolean> {
    const moved = [...this.#trackers.values()].flatMap(({ topic, partition, tracker }) => {
      const offset = tracker.takeCommit();
      return offset === undefined ? [] : [{ topic, partition, offset, tracker }];
    });
    if (moved.length === 0) return false;
    try {
      await this.#source.commit(moved.map(({ topic, partition, offset }) => ({ topic, partition, offset })));
      return true;
    } catch (error) {
      for (const { tracker } of moved) tracker.commitFailed();
      throw error;
    }
  }

  /**
   * A record that is not due waits at the broker, in a paused partition: it takes no room in hand, and the other
   * partitions go on. After a rebalance it is offered again and found not to be due again.
   */
  #comesLater(record: IncomingRecord): boolean {
    const { topic, partition } = record;
    const inMs = this.#dueAtMs(record) - Date.now();
    if (inMs <= 0) return false;
    const key = keyOf({ topic, partition });
    clearTimeout(this.#alarms.get(key));
    const wake = () => {
      this.#alarms.delete(key);
      this.#source.resume([{ topic, partition }]);
    };
    this.#alarms.set(key, setTimeout(wake, Math.min(inMs, MAX_ALARM_MS)));
    return true;
  }

  #stopAlarms(): void {
    for (const alarm of this.#alarms.values()) clearTimeout(alarm);
    this.#alarms.clear();
  }

  #trackerOf({ topic, partition }: TopicPartition): OffsetTracker {
    const key = keyOf({ topic, partition });
    const known = this.#trackers.get(key);
    if (known) return known.tracker;
    const tracker = new OffsetTracker();
    this.#trackers.set(key, { topic, partition, tracker });
    return tracker;
  }

  /** It is offered again when nothing of its partition waits here any more. */
  #refuse({ topic, partition }: TopicPartition): number {
    this.#paused.set(keyOf({ topic, partition }), { topic, partition });
    return 0;
  }

  #hand(record: IncomingRecord, tracker: OffsetTracker): void {
    if (!tracker.take(record.offset)) return;
    this.#inHand += 1;
    let finished = false;
    this.#onTaken({
      record,
      finish: () => {
        if (finished) return;
        finished = true;
        this.#inHand -= 1;
        tracker.finish(record.offset);
        this.#handWaiting();
      },
    });
  }

  #handWaiting(): void {
    while (this.#inHand < this.#capacity) {
      const [next] = this.#waiting;
      if (!next) return;
      const [key, waiting] = next;
      const record = waiting.records.shift() as IncomingRecord;
      this.#waiting.delete(key);
      if (waiting.records.length > 0) this.#waiting.set(key, waiting);
      else this.#resume(key);
      this.#hand(record, waiting.tracker);
    }
  }

  #resume(key: string): void {
    const partition = this.#paused.get(key);
    this.#paused.delete(key);
    if (partition) this.#source.resume([partition]);
  }
}
