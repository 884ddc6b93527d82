/** A dead letter as it is listed. */
export interface LetterLine {
  /** `<dead-letter topic>/<partition>/<offset>`. */
  readonly id: string;
  /** ISO time at which it was given up. */
  readonly at: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly group: string;
  readonly handler: string;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly attempts: number;
  readonly eventId: string | null;
  /** The booking that it is about; null when it cannot be read. */
  readonly orderingId: string | null;
}

/** The same with its content. */
export interface LetterDetails extends LetterLine {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly valueBase64: string | null;
  readonly event: unknown;
}

export type LetterAction = 'replay' | 'discard';
