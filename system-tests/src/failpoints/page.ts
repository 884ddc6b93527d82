import type { RunFacts } from '../harness/run-facts.ts';
import { problemsOf, rowsOf, totalsOf } from './matrix.ts';
import type { FailpointReport } from './report.ts';

/** The page of evidence about one run. */
export function pageOf(report: FailpointReport, { commit, at, cores, load }: RunFacts): string {
  const problems = problemsOf(report);
  return [
    '# Failpoints: every service killed before and after each of its effects',
    '',
    'Made by `./wanderluxe failpoints --markdown docs/evidence/failpoints.md`; do not edit. "ok, 2.9 s": the process ended itself there by SIGKILL, was started',
    'again, and 2.9 s after its death all bookings, payments, rooms, outbox rows and parked records around it were at rest, with no promise broken.',
    '',
    `Commit ${commit}, ${at}, ${cores} cores shared by all servers, services and the load; ${load} processes wanted to run at the end.`,
    '',
    ...totalsOf(report).map((total) => `- ${total}`),
    ...['', '| failpoint | before | after |', '| --- | --- | --- |'],
    ...rowsOf(report).map(({ point, before, after }) => `| ${point} | ${before} | ${after} |`),
    ...(problems.length > 0 ? ['', '## What is wrong', '', ...problems.map((one) => `- ${one}`)] : []),
    '',
  ].join('\n');
}
