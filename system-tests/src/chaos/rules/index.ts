import type { Evidence } from '../evidence/types.ts';
import { noOversell } from './i01-no-oversell.ts';
import { wholeStays } from './i02-whole-stays.ts';
import { everyBookingEnds } from './i03-every-booking-ends.ts';
import { money } from './i04-money.ts';
import { compensations } from './i05-compensations.ts';
import { noEventLost } from './i06-no-event-lost.ts';
import { sameState } from './i07-same-state.ts';
import { oneKeyOneBooking } from './i08-one-key-one-booking.ts';
import { auditLog } from './i09-audit-log.ts';
import { nothingForgotten } from './i10-nothing-forgotten.ts';
import { countersAtRest } from './i11-counters-at-rest.ts';
import { poisonSetAside } from './i12-poison.ts';
import { answers } from './i13-answers.ts';
import { oneTrace } from './i14-one-trace.ts';
import { proxiesCarried } from './proxies-carried.ts';
import type { Findings, Rule } from './rule.ts';
import { servicesStayUp } from './services-stay-up.ts';

export const rules: readonly Rule[] = [
  noOversell,
  wholeStays,
  everyBookingEnds,
  money,
  compensations,
  noEventLost,
  sameState,
  oneKeyOneBooking,
  auditLog,
  nothingForgotten,
  countersAtRest,
  poisonSetAside,
  answers,
  oneTrace,
  proxiesCarried,
  servicesStayUp,
];

export interface Verdict extends Findings {
  readonly rule: string;
  readonly title: string;
}

export const judge = (evidence: Evidence): Verdict[] =>
  rules.map((rule) => ({ rule: rule.id, title: rule.title, ...rule.check(evidence) }));

export type { Violation } from './rule.ts';
