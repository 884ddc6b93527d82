/** Why a request that is valid in itself is answered 409. */
export type ConflictCode =
  | 'idempotency_key_in_progress'
  | 'already_processed'
  | 'idempotency_key_reused'
  | 'booking_exists';

export type ClaimState = 'in_progress' | 'accepted';

/** Who holds an idempotency key and a booking id. Both are held by one claim with one token. */
export interface Claim {
  readonly bookingId: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly state: ClaimState;
  /** Random, of one request: only its owner may change or remove the claim. */
  readonly token: string;
}

/**
 * What to tell a request that met another's claim.
 * | holder has | body  | state       | answer                      |
 * | my key     | other | any         | idempotency_key_reused      |
 * | my key     | same  | in progress | idempotency_key_in_progress |
 * | my key     | same  | accepted    | already_processed           |
 * | other key  | any   | any         | booking_exists              |
 */
export function conflictWith(holder: Claim, mine: Claim): ConflictCode {
  if (holder.key !== mine.key) return 'booking_exists';
  if (holder.fingerprint !== mine.fingerprint) return 'idempotency_key_reused';
  return holder.state === 'accepted' ? 'already_processed' : 'idempotency_key_in_progress';
}
