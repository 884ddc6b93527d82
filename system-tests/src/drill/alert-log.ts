/** An alert as Prometheus' /api/v1/alerts tells it. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** One alert of a fault: when it was first seen in each state, in epoch milliseconds. */
export interface SeenAlert {
  readonly alert: string;
  /** What it is about, where it says so: a service, an instance, a topic. */
  readonly of: string;
  readonly pendingAtMs: number;
  readonly firingAtMs: number | null;
  /** Null while it is active. */
  readonly resolvedAtMs: number | null;
}

const about = ({ service, topic, instance, sample, check }: ActiveAlert['labels']): string =>
  [service ?? instance, topic, sample, check].filter((part) => part !== undefined).join(' ');

/** Keeps what became of each alert; one that comes back after its end is another one. */
export class AlertLog {
  #seen: readonly SeenAlert[] = [];

  get seen(): readonly SeenAlert[] {
    return this.#seen;
  }

  /** Takes all alerts that are active at a time. */
  see(active: readonly ActiveAlert[], nowMs: number): void {
    const states = new Map(active.map((one) => [keyOf(one), one]));
    const updated = this.#seen.map((one) => {
      if (one.resolvedAtMs !== null) return one;
      const now = states.get(`${one.alert}/${one.of}`);
      states.delete(`${one.alert}/${one.of}`);
      if (!now) return { ...one, resolvedAtMs: nowMs };
      return now.state === 'firing' ? { ...one, firingAtMs: one.firingAtMs ?? nowMs } : one;
    });
    const fresh = [...states.values()].map(({ labels, state }) => ({
      ...{ alert: labels.alertname ?? '', of: about(labels), pendingAtMs: nowMs, resolvedAtMs: null },
      firingAtMs: state === 'firing' ? nowMs : null,
    }));
    this.#seen = [...updated, ...fresh];
  }

  /** The first of that name that fired; undefined when none did yet. */
  fired(alert: string): SeenAlert | undefined {
    return this.#seen.find((one) => one.alert === alert && one.firingAtMs !== null);
  }

  /** Whether one of that name is firing now. */
  isFiring(alert: string): boolean {
    return this.#seen.some(
      (one) => one.alert === alert && one.firingAtMs !== null && one.resolvedAtMs === null,
    );
  }
}

const keyOf = ({ labels }: ActiveAlert): string => `${labels.alertname}/${about(labels)}`;
