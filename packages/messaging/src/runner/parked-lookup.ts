import type { Parked, ParkedRow } from '../ports.ts';

interface Asking {
  readonly ids: readonly string[];
  readonly resolve: (rows: Promise<readonly ParkedRow[]>) => void;
}

/** One read for all who ask within the same turn of the event loop. */
export class ParkedLookup {
  readonly #parked: Pick<Parked, 'find'>;
  #asking: Asking[] = [];

  constructor(parked: Pick<Parked, 'find'>) {
    this.#parked = parked;
  }

  /** Rows by ordering id. */
  async find(ids: readonly string[]): Promise<ReadonlyMap<string, ParkedRow>> {
    const rows = await new Promise<readonly ParkedRow[]>((resolve) => {
      if (this.#asking.length === 0) setImmediate(() => this.#ask());
      this.#asking.push({ ids, resolve });
    });
    return new Map(rows.map((row) => [row.orderingId, row]));
  }

  #ask(): void {
    const asking = this.#asking;
    this.#asking = [];
    const rows = this.#parked.find([...new Set(asking.flatMap(({ ids }) => ids))]);
    for (const { resolve } of asking) resolve(rows);
  }
}
