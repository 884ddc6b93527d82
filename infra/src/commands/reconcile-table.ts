import { coloured, tableLines } from '../table.ts';

/** What one service answers to POST /reconcile. */
export interface ReconcileAnswer {
  readonly service: string;
  readonly dryRun: boolean;
  readonly found: number;
  readonly repaired: number;
  readonly checks: readonly {
    readonly check: string;
    readonly found: number;
    readonly repaired: number;
    readonly findings: readonly object[];
    readonly notes?: Readonly<Record<string, number>>;
  }[];
}

/** Findings shown of one check; the others are in --json. */
const MAX_SHOWN = 10;

const notesOf = (notes: Readonly<Record<string, number>> = {}): string =>
  Object.entries(notes)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** One line a check, then what was found. */
export function reconcileTable(
  answers: readonly ReconcileAnswer[],
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const checks = answers.flatMap(({ service, checks: own }) => own.map((check) => ({ service, ...check })));
  const rows = checks.map(({ service, check, found, repaired, notes }) => [
    service,
    check,
    coloured(found === 0 ? 'green' : repaired < found ? 'red' : 'yellow', `${found}`, stream),
    `${repaired}`,
    notesOf(notes),
  ]);
  const findings = checks.flatMap(({ service, check, findings: own }) => [
    ...own.slice(0, MAX_SHOWN).map((finding) => `${service} ${check}: ${JSON.stringify(finding)}`),
    ...(own.length > MAX_SHOWN
      ? [`${service} ${check}: and ${own.length - MAX_SHOWN} more, see --json`]
      : []),
  ]);
  return [...tableLines([['service', 'check', 'found', 'repaired', ''], ...rows]), ...findings].join('\n');
}
