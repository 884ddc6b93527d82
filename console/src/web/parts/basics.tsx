import type { ComponentChildren } from 'preact';
import type { Refusal } from '../api.ts';
import { clockTime, exactTime, fullTime, money, utc, words } from '../format.ts';

/** A time in the reader's zone; UTC in its title. */
export function Time({ iso, as = 'clock' }: { iso: string; as?: 'clock' | 'exact' | 'full' }) {
  const text = { clock: clockTime, exact: exactTime, full: fullTime }[as](iso);
  return (
    <time dateTime={iso} title={utc(iso)}>
      {text}
    </time>
  );
}

export const Money = ({ amount, currency }: { amount: string; currency: string }) => (
  <span class="figure">{money(amount, currency)}</span>
);

const tones: Readonly<Record<string, string>> = {
  CONFIRMED: 'ok',
  CAPTURED: 'ok',
  ok: 'ok',
  FAILED: 'bad',
  fault: 'bad',
  NEEDS_OPERATOR: 'bad',
  UNKNOWN: 'warn',
  REFUNDING: 'warn',
  HELD: 'warn',
  warning: 'warn',
};

/** A state in a word and a colour; the word alone would do. */
export const Status = ({ of }: { of: string }) => (
  <span class={`status ${tones[of] ?? 'plain'}`}>{words(of)}</span>
);

export const BookingLink = ({ id }: { id: string }) => (
  <a class="id" href={`/bookings/${encodeURIComponent(id)}`}>
    {id}
  </a>
);

export const PropertyLink = ({ id }: { id: string }) => (
  <a class="id quiet" href={`/rooms/${encodeURIComponent(id)}`}>
    {id}
  </a>
);

export const Loading = ({ what }: { what: string }) => (
  <p class="state" role="status">
    Loading {what} …
  </p>
);

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="state">
    <p class="state-title">{title}</p>
    {children}
  </div>
);

/** What went wrong and what to do; above older content, if there is any. */
export const Trouble = ({ refusal, again }: { refusal: Refusal; again?: () => void }) => (
  <div class="trouble" role="alert">
    <p>
      <strong>{refusal.message}</strong>
    </p>
    {refusal.remedy && <p>{refusal.remedy}</p>}
    {again && (
      <button type="button" onClick={again}>
        Try again
      </button>
    )}
  </div>
);

export const PageHead = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <header class="page-head">
    <h1 tabIndex={-1}>{title}</h1>
    {children && <p class="lead">{children}</p>}
  </header>
);
