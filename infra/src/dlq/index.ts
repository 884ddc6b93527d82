/** What operators do about dead letters, as functions: the dlq command and the system tests use the same ones. */
export { decide, undecided } from './dead-letters.ts';
