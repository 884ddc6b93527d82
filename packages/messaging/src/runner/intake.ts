import type { IncomingRecord, RecordSink, RecordSource, TopicPartition } from '../ports.ts';
import { OffsetTracker } from './offset-tracker.ts';

/** A record in our hands; `finish` says that it needs no redelivery. */
export interface Taken {
  readonly record: IncomingRecord;
  /** Counts once, however often it is called. */
  finish(): void;
}

/** Timers take no more than 2^31 ms; whoever is woken early is paused again. */
const MAX_ALARM_MS = 60_000;

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * Bounds what is in hand. When full it takes no more, which pauses partitions; when half empty it resumes them.
 * Survives rebalances: records of a lost partition still finish, but move nothing.
 */
export class Intake implements RecordSink {
  readonly #source: Pick<RecordSource, 'resume' | 'commit'>;
  readonly #capacity: number;
  readonly #onTaken: (taken: Taken) => void;
  #trackers = new Map<string, TopicPartition & { tracker: OffsetTracker }>();
  #paused = new Map<string, TopicPartition>();
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
    const tracker = this.#trackerOf(first);
    tracker.delivered(first.offset);
    let taken = 0;
    for (const record of records) {
      if (this.#closed || this.#inHand >= this.#capacity) break;
      if (this.#comesLater(record)) return taken;
      if (tracker.take(record.offset)) this.#hand(record, tracker);
      taken += 1;
    }
    if (taken < records.length)
      this.#paused.set(keyOf(first), { topic: first.topic, partition: first.partition });
    return taken;
  }

  /** From now on takes nothing: what is in hand finishes, the rest is somebody else's. */
  close(): void {
    this.#closed = true;
    this.#stopAlarms();
  }

  assigned(partitions: readonly TopicPartition[]): void {
    const now = new Set(partitions.map(keyOf));
    this.#trackers = new Map([...this.#trackers].filter(([key]) => now.has(key)));
    for (const { tracker } of this.#trackers.values()) tracker.restart();
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

  #hand(record: IncomingRecord, tracker: OffsetTracker): void {
    this.#inHand += 1;
    let finished = false;
    this.#onTaken({
      record,
      finish: () => {
        if (finished) return;
        finished = true;
        this.#inHand -= 1;
        tracker.finish(record.offset);
        this.#resumeWhenHalfEmpty();
      },
    });
  }

  #resumeWhenHalfEmpty(): void {
    if (this.#closed || this.#paused.size === 0 || this.#inHand > this.#capacity / 2) return;
    const partitions = [...this.#paused.values()];
    this.#paused.clear();
    this.#source.resume(partitions);
  }
}
