export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'wanderluxe-console-theme';
const CHANGED = 'themechange';

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return themes.find((theme) => theme === kept) ?? 'auto';
}

/** Auto follows the system. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event(CHANGED));
}

/** Calls back whenever colours change, by choice or by the system; answers how to stop. */
export function onThemeChange(tell: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  addEventListener(CHANGED, tell);
  system.addEventListener('change', tell);
  return () => {
    removeEventListener(CHANGED, tell);
    system.removeEventListener('change', tell);
  };
}

/** A colour of the style sheet as the present theme has it, for what is drawn on a canvas. */
export function colourOf(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
