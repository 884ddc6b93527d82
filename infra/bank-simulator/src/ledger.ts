import { createReadStream, existsSync, truncateSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line of the bank's own books. They are only ever added to. */
export interface LedgerEntry {
  /** 1, 2, 3, ... without gaps. */
  readonly seq: number;
  readonly kind: 'CAPTURE' | 'DECLINE' | 'REFUND';
  /** The idempotency key of the charge or refund. */
  readonly key: string;
  readonly reference: string;
  /** With exactly the currency's decimals: "5000.00". */
  readonly amount: string;
  readonly currency: string;
  /** Of the charge; null for a decline. */
  readonly transactionId: string | null;
  /** ISO 8601. */
  readonly at: string;
  /** Refunds only: what is paid back, and the id of the refund. */
  readonly chargeKey?: string;
  readonly refundId?: string;
}

interface Waiting {
  readonly line: string;
  readonly written: () => void;
}

/**
 * The file of the ledger, one JSON line an entry. Appends that come together are written together; an entry is
 * resolved once the operating system has it, so it outlives the process, not a power failure. A write that fails is an
 * unhandled rejection and ends the process: a bank must not go on without its books.
 */
export class LedgerFile {
  readonly #file: FileHandle;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens or creates the file and hands over what it holds, in order. */
  static async open(path: string, onEntry: (entry: LedgerEntry) => void): Promise<LedgerFile> {
    await mkdir(dirname(path), { recursive: true });
    if (existsSync(path)) truncateSync(path, await readEntries(path, onEntry));
    return new LedgerFile(await open(path, 'a'));
  }

  append(entry: LedgerEntry): Promise<void> {
    return new Promise((written) => {
      this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, written });
      this.#writing ??= this.#write();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    await new Promise(setImmediate); // everything decided in this turn of the event loop goes into one write
    const batch = this.#waiting.splice(0);
    await this.#file.appendFile(batch.map(({ line }) => line).join(''));
    for (const { written } of batch) written();
    this.#writing = this.#waiting.length > 0 ? this.#write() : undefined;
  }
}

/** Answers how many bytes are whole lines: what follows them was torn by a crash and never answered to anyone. */
async function readEntries(path: string, onEntry: (entry: LedgerEntry) => void): Promise<number> {
  let rest = Buffer.alloc(0);
  let wholeBytes = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line) onEntry(JSON.parse(line));
    wholeBytes += end;
    rest = bytes.subarray(end);
  }
  return wholeBytes;
}
