import { randomBytes } from 'node:crypto';

/** An id that no other test has, fit as a booking, property, user, topic or database name: "prop-9f3c1a7b20de". */
export const freshId = (prefix: string): string => `${prefix}-${randomBytes(6).toString('hex')}`;
