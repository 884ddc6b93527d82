/** Properties whose counters are asked at the same time. */
const PROPERTIES_AT_ONCE = 64;

/** Groups items by the property that they belong to. */
export function byProperty<T>(items: readonly T[], propertyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const id = propertyOf(item);
    const group = groups.get(id);
    if (group) group.push(item);
    else groups.set(id, [item]);
  }
  return groups;
}

/** Runs a step for each property, a bounded number at once; fails when one fails, once none is running any more. */
export async function eachProperty<T>(
  groups: ReadonlyMap<string, readonly T[]>,
  step: (propertyId: string, items: readonly T[]) => Promise<void>,
): Promise<void> {
  const waiting = groups.entries();
  const work = async () => {
    for (const [propertyId, items] of waiting) await step(propertyId, items);
  };
  const workers = Array.from({ length: Math.min(groups.size, PROPERTIES_AT_ONCE) }, work);
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}
