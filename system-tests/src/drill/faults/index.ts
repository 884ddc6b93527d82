import type { Fault } from '../fault.ts';
import { bankSilent } from './bank-silent.ts';
import { kafkaFrozen } from './kafka-frozen.ts';
import { oversold } from './oversold.ts';
import { serviceKilled } from './service-killed.ts';
import { unreadableRecord } from './unreadable-record.ts';

export const faults: readonly Fault[] = [serviceKilled, bankSilent, kafkaFrozen, unreadableRecord, oversold];
