import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Availabilities, Availability, NightsAsked } from '../ports.ts';

/** The twin of HttpAvailabilities: every known property is empty. */
export class MemoryAvailabilities implements Availabilities {
  /** Capacity by property. */
  readonly capacities = new Map<string, number>();
  isAway = false;
  /** The traceparents that it was asked with. */
  readonly causes: string[] = [];

  async of({ propertyId, from, to }: NightsAsked, traceparent: string): Promise<Availability | undefined> {
    this.causes.push(traceparent);
    if (this.isAway) throw new DependencyUnavailableError('inventory', new Error('switched off'));
    const capacity = this.capacities.get(propertyId);
    if (capacity === undefined) return undefined;
    return { propertyId, capacity, nights: nightsOf(from, to).map((date) => ({ date, free: capacity })) };
  }
}

function nightsOf(from: string, to: string): string[] {
  const nights: string[] = [];
  for (let day = from; day < to; day = nextDay(day)) nights.push(day);
  return nights;
}

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
