import { committerEffects, processingPorts } from '@wanderluxe/messaging';
import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { PaymentProvider, Payments, Reminders, Turns } from './ports.ts';

const READ = 'only reads';

export const paymentsEffects: PortEffects<Payments> = {
  scope: 'payments',
  port: 'Payments',
  methods: { find: READ, save: EFFECT, due: READ, withStatus: READ },
};

export const bankEffects: PortEffects<PaymentProvider> = {
  scope: 'bank',
  port: 'PaymentProvider',
  methods: { charge: EFFECT, refund: EFFECT, lookUp: READ },
};

export const remindersEffects: PortEffects<Reminders> = {
  scope: 'reminders',
  port: 'Reminders',
  methods: { schedule: EFFECT, missing: READ },
};

/** Before: the queue has given the reminder to this process. After: the turn is done and the queue not yet told. */
export const turnsEffects: PortEffects<Turns> = {
  scope: 'turns',
  port: 'Turns',
  methods: { take: EFFECT },
};

/** After: a charge is announced and not yet sent. */
export const announcementsCommitterEffects = committerEffects('announcements');
export const turnsCommitterEffects = committerEffects('turns');
export const operatorCommitterEffects = committerEffects('operator');

export const failpointPorts = [
  ...processingPorts,
  paymentsEffects,
  bankEffects,
  remindersEffects,
  turnsEffects,
  announcementsCommitterEffects,
  turnsCommitterEffects,
  operatorCommitterEffects,
] as const;
