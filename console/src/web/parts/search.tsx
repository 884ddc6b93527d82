import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Found } from '../../views/found.ts';
import { get } from '../api.ts';
import { Status } from './basics.tsx';

const PAUSE_MS = 150;
const nothing: Found = { bookings: [], properties: [] };

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

function useFound(text: string): Found {
  const [found, setFound] = useState(nothing);
  useEffect(() => {
    if (text === '') return setFound(nothing);
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await get<Found>(`/search?q=${encodeURIComponent(text)}`).catch(() => nothing);
      if (!isOver) setFound(answer);
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}

/** Finds bookings and properties by the beginning of their ids. "/" comes here from anywhere, Escape leaves. */
export function Search() {
  const { route, url } = useLocation();
  const [text, setText] = useState('');
  const root = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const found = useFound(text.trim());
  const close = () => setText('');
  useEffect(close, [url]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      close();
      input.current?.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const stops = [input.current, ...(root.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
  };
  const open = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== '') route(`/bookings/${encodeURIComponent(text.trim())}`);
  };
  const some = found.bookings.length + found.properties.length;
  return (
    <search class="search">
      <form ref={root} onSubmit={open} onKeyDown={onKey}>
        <input
          ref={input}
          type="search"
          value={text}
          placeholder="Booking or property"
          aria-label="Find a booking or a property by the beginning of its id"
          aria-keyshortcuts="/"
          autocomplete="off"
          spellcheck={false}
          maxLength={64}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <kbd>/</kbd>
        <span class="unseen" role="status">
          {text.trim() !== '' && `${some} found`}
        </span>
        {some > 0 && (
          <div class="found">
            {found.bookings.length > 0 && <p>Bookings</p>}
            {found.bookings.map(({ id, status }) => (
              <a key={id} href={`/bookings/${encodeURIComponent(id)}`}>
                <span class="id">{id}</span> <Status of={status} />
              </a>
            ))}
            {found.properties.length > 0 && <p>Properties</p>}
            {found.properties.map((id) => (
              <a key={id} href={`/rooms/${encodeURIComponent(id)}`}>
                <span class="id">{id}</span>
              </a>
            ))}
          </div>
        )}
      </form>
    </search>
  );
}
