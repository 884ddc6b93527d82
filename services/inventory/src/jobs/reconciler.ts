import type { IsOurTurn } from './leased-schedule.ts';
import { type ReconcileEdges, type Reconciliation, reconcile } from './reconcile.ts';

/** Properties of one scheduled turn; the next turn goes on after them, and after the last begins again. */
const PROPERTIES_PER_TURN = 1_000;

const always: IsOurTurn = async () => true;

/** Reconciles on a schedule, a bounded part at a time, and all at once when an operator asks. */
export class Reconciler {
  readonly #edges: ReconcileEdges;
  #next: string | null = null;
  #isRunning = false;

  constructor(edges: ReconcileEdges) {
    this.#edges = edges;
  }

  async turn(isOurTurn: IsOurTurn): Promise<void> {
    const { next } = await reconcile(this.#edges, {
      isDryRun: false,
      afterId: this.#next ?? undefined,
      maxProperties: PROPERTIES_PER_TURN,
      isOurTurn,
    });
    this.#next = next;
  }

  /** Looks at everything; undefined while such a run is under way in this process. Beside a scheduled turn it is safe. */
  async runAll(isDryRun: boolean): Promise<Reconciliation | undefined> {
    if (this.#isRunning) return undefined;
    this.#isRunning = true;
    try {
      const maxProperties = Number.MAX_SAFE_INTEGER;
      return await reconcile(this.#edges, { isDryRun, maxProperties, isOurTurn: always });
    } finally {
      this.#isRunning = false;
    }
  }
}
