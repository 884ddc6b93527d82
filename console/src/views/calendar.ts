export interface Night {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly free: number;
  /** 0, nothing is sold, to 1, nothing is free. */
  readonly fill: number;
}

/** One month of a property. */
export interface Calendar {
  readonly propertyId: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly capacity: number;
  /** From Monday to Sunday; null for days of other months. */
  readonly weeks: readonly (readonly (Night | null)[])[];
  /** Room nights of the month. */
  readonly sold: number;
  readonly all: number;
}
