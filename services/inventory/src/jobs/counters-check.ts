import type { CheckResult, ReconcileCheck, ReconcileOptions } from '@wanderluxe/messaging';
import type { Difference } from '../domain/differences.ts';
import { dateOf } from '../domain/stay.ts';
import type { Properties } from '../ports.ts';
import { type Finding, type ReconcilePropertiesEdges, reconcileProperties } from './reconcile-properties.ts';

/** Properties whose holds are in memory at the same time. */
export const PAGE = 50;
/** Properties of one scheduled turn; the next turn goes on after them, and after the last begins again. */
export const PROPERTIES_PER_TURN = 1_000;
/** Properties told with what was found in them; more are counted. */
const MAX_FINDINGS_TOLD = 500;
/** Differences told of one property; more are counted. */
const MAX_DIFFERENCES_TOLD = 50;

export interface CountersCheckEdges extends ReconcilePropertiesEdges {
  readonly properties: Properties;
}

/** Compares what Redis counts with the journal, property by property, and reloads those that differ. */
export class CountersCheck implements ReconcileCheck {
  readonly name = 'counters';
  readonly #edges: CountersCheckEdges;
  readonly #perTurn: number;
  /** Where the next turn begins. */
  #next = '';

  constructor(edges: CountersCheckEdges, perTurn = PROPERTIES_PER_TURN) {
    this.#edges = edges;
    this.#perTurn = perTurn;
  }

  async run(options: ReconcileOptions): Promise<CheckResult> {
    if (options.isWhole) return (await this.#look('', Number.MAX_SAFE_INTEGER, options)).result;
    const { next, result } = await this.#look(this.#next, this.#perTurn, options);
    this.#next = next;
    return result;
  }

  async #look(afterId: string, maxProperties: number, { isDryRun, isWhole, isOurTurn }: ReconcileOptions) {
    // Whoever asks for all of it waits for the answer.
    const edges = isWhole ? { ...this.#edges, rest: async () => {} } : this.#edges;
    const findings: Finding[] = [];
    let [lookedAt, notLoaded, next, isLast] = [0, 0, afterId, false];
    while (!isLast && lookedAt < maxProperties && (await isOurTurn())) {
      const limit = Math.min(PAGE, maxProperties - lookedAt);
      const page = (await this.#edges.properties.list(limit, next)).map(({ id }) => id);
      const found = await reconcileProperties(edges, page, { isDryRun });
      findings.push(...found.findings);
      lookedAt += page.length;
      notLoaded += found.notLoaded;
      isLast = page.length < limit;
      next = isLast ? '' : (page.at(-1) ?? '');
    }
    return { next, result: resultOf(findings, { lookedAt, notLoaded }, isDryRun) };
  }
}

function resultOf(
  findings: readonly Finding[],
  notes: { lookedAt: number; notLoaded: number },
  isDryRun: boolean,
): CheckResult {
  const found = findings.reduce((sum, { differences }) => sum + differences.length, 0);
  const told = findings.slice(0, MAX_FINDINGS_TOLD).map(({ propertyId, isRepaired, differences }) => ({
    propertyId,
    repaired: isRepaired,
    differencesInAll: differences.length,
    differences: differences.slice(0, MAX_DIFFERENCES_TOLD).map(differenceAsJson),
  }));
  return { found, repaired: isDryRun ? 0 : found, findings: told, notes };
}

function differenceAsJson(difference: Difference): object {
  if (difference.kind !== 'WRONG_NIGHT') return difference;
  const { day, ...rest } = difference;
  return { ...rest, date: dateOf(day) };
}
