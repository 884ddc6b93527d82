/** A step of a counterexample: the action that was taken and what it changed. */
export interface Step {
  readonly action: string;
  /** Variables with another value than before; all of them in the first step. */
  readonly changed: Readonly<Record<string, string>>;
}

/** TLC prints whole states; what a reader wants is who did what. Empty when the output has no counterexample. */
export function stepsOf(output: string): Step[] {
  let before = new Map<string, string>();
  return [...output.matchAll(/^State \d+: <(.+?)>\n(.*?)\n$/gms)].map(([, head = '', body = '']) => {
    const now = variablesOf(body);
    const changed = [...now].filter(([name, value]) => before.get(name) !== value);
    before = now;
    return { action: head.split(' line ')[0] ?? head, changed: Object.fromEntries(changed) };
  });
}

/** A value may go over several lines. */
function variablesOf(state: string): Map<string, string> {
  return new Map(
    state
      .split(/^\/\\ /m)
      .filter((text) => text.includes(' = '))
      .map((text) => {
        const [name = '', ...value] = text.split(' = ');
        return [name, value.join(' = ').replace(/\s+/g, ' ').trim()];
      }),
  );
}

/** One paragraph a step; the first is the initial state, of which only the action is shown. */
export function printed(steps: readonly Step[]): string {
  return steps
    .map(({ action, changed }, index) => {
      const lines =
        index === 0 ? [] : Object.entries(changed).map(([name, value]) => `      ${name} = ${value}`);
      return [`  ${String(index + 1).padStart(2)}  ${action}`, ...lines].join('\n');
    })
    .join('\n');
}
