/** Open-loop load with its accounting, as functions: the load command and the benchmarks use the same ones. */

export { type Accounted, Accounts, processesOf, type Sample } from '../accounting/accounts.ts';
export { type Bill, billOf, type Spending, spendingBetween } from '../accounting/bill.ts';
export { DEFAULT_CONNECTIONS } from './gateway.ts';
export type { LatencySummary } from './latency.ts';
export { isSound, type LoadReport, reportOf, slopeOf } from './report.ts';
export { type LoadOptions, runLoad } from './run-load.ts';
export type { Schedule } from './schedule.ts';
export { loadTable, momentLine } from './table.ts';
export { makeProperties, type Target, targetOfDeployed, targetOfInstance } from './target.ts';
export type { Moment } from './timeline.ts';
