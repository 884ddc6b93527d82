/** What begins with the words that were searched for. */
export interface Found {
  readonly bookings: readonly { readonly id: string; readonly status: string }[];
  readonly properties: readonly string[];
}
