import { useCallback, useEffect, useState } from 'preact/hooks';
import { get, Refusal } from './api.ts';

export interface Answer<T> {
  /** The last good answer; kept while newer ones fail. */
  readonly value: T | undefined;
  readonly refusal: Refusal | undefined;
  /** Asks at once. */
  readonly again: () => void;
}

/**
 * What the server says to a path, asked again and again while the page is looked at. After a change of the path the
 * answer before it stays until the new one comes: give what is about something else a key of its own.
 */
export function useAnswer<T>(path: string, everyMs?: number): Answer<T> {
  const [state, setState] = useState<{ value?: T; refusal?: Refusal }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const next = () => {
      if (!isOver && everyMs !== undefined) timer = setTimeout(look, everyMs);
    };
    const look = () => {
      if (document.hidden) return next();
      get<T>(path)
        .then((value) => {
          if (!isOver) setState({ value });
        })
        .catch((error: unknown) => {
          if (isOver) return;
          const refusal = error instanceof Refusal ? error : new Refusal(0, String(error), '');
          setState((before) => ({ ...before, refusal }));
        })
        .finally(next);
    };
    look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [path, everyMs, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { value: state.value, refusal: state.refusal, again };
}
