export * from './events.ts';
export type * from './generated/contracts.ts';
export * from './money.ts';
export * from './topics.ts';
