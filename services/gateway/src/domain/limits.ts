/** Ids of bookings, properties and users. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const MAX_BODY_BYTES = 16 * 1024;
/** The client's words of a cancellation. */
export const MAX_REASON_CHARACTERS = 500;
export const MAX_NIGHTS = 30;
export const MAX_DAYS_AHEAD = 800;
/** Nights of one availability answer. */
export const MAX_AVAILABILITY_NIGHTS = 400;
/** The most bookings that the ledger looks up in one call. */
export const MAX_LOOKUP_IDS = 1_000;
