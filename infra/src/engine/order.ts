/** The part of a component that its place in the order depends on. */
export interface Ordered {
  readonly name: string;
  readonly needs: readonly string[];
}

/**
 * Components in waves: everything in a wave may start at once, when all earlier waves are up. A need that is not in
 * the list counts as met. Throws when components need each other in a circle.
 */
export function startWaves<T extends Ordered>(components: readonly T[]): T[][] {
  const waves: T[][] = [];
  let waiting = [...components];
  while (waiting.length > 0) {
    const missing = new Set(waiting.map((component) => component.name));
    const ready = waiting.filter((component) => !component.needs.some((need) => missing.has(need)));
    if (ready.length === 0)
      throw new Error(`components need each other in a circle: ${[...missing].join(', ')}`);
    waves.push(ready);
    waiting = waiting.filter((component) => !ready.includes(component));
  }
  return waves;
}

/** The reverse: nothing is stopped before what needs it. */
export const stopWaves = <T extends Ordered>(components: readonly T[]): T[][] =>
  startWaves(components).reverse();
