import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Attention } from '../../views/health.ts';
import { count, words } from '../format.ts';
import { applyTheme, chosenTheme, themes } from '../theme.ts';
import { useAnswer } from '../use-answer.ts';
import { Search } from './search.tsx';

const ATTENTION_MS = 10_000;

const pages = [
  { path: '/', name: 'Live' },
  { path: '/sagas', name: 'Sagas' },
  { path: '/rooms', name: 'Rooms' },
  { path: '/dead-letters', name: 'Dead letters' },
  { path: '/health', name: 'Health' },
] as const;

const isHere = (path: string, here: string): boolean =>
  path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`);

function noteOf(name: string, attention: Attention | undefined) {
  if (!attention) return undefined;
  const { sagas, letters, faults, warnings } = attention;
  if (name === 'Sagas') return { number: sagas, tone: 'warn', what: 'need attention' };
  if (name === 'Dead letters') return { number: letters, tone: 'warn', what: 'without a decision' };
  if (name !== 'Health') return undefined;
  if (faults > 0) return { number: faults, tone: 'bad', what: 'at fault' };
  return { number: warnings, tone: 'warn', what: warnings === 1 ? 'warning' : 'warnings' };
}

function Nav({ here, attention }: { here: string; attention: Attention | undefined }) {
  return (
    <nav aria-label="Pages">
      {pages.map(({ path, name }) => {
        const note = noteOf(name, attention);
        return (
          <a key={path} href={path} aria-current={isHere(path, here) ? 'page' : undefined}>
            {name}
            {note && note.number > 0 && (
              <span class={`count ${note.tone}`}>
                {count(note.number)}
                <span class="unseen"> {note.what}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <select
      class="theme"
      aria-label="Colours"
      value={theme}
      onChange={({ currentTarget }) => {
        const chosen = themes.find((one) => one === currentTarget.value) ?? 'auto';
        setTheme(chosen);
        applyTheme(chosen);
      }}
    >
      {themes.map((one) => (
        <option key={one} value={one}>
          {words(one)}
        </option>
      ))}
    </select>
  );
}

/** Names the page in the title, and takes the focus to its heading, as loading a page would. */
function useArrival(path: string): void {
  const isFirst = useRef(true);
  useEffect(() => {
    const heading = document.querySelector<HTMLElement>('main h1');
    document.title = `${heading?.textContent ?? 'Console'} · WanderLuxe`;
    if (!isFirst.current) heading?.focus();
    isFirst.current = false;
  }, [path]);
}

/** What is around every page. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const { value: attention } = useAnswer<Attention>('/attention', ATTENTION_MS);
  useArrival(path);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/">
          WanderLuxe <span>console</span>
        </a>
        <Nav here={path} attention={attention} />
        <Search />
        <ThemeChoice />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
