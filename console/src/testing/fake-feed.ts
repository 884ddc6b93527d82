import type { Watcher } from '../server/live-feed.ts';
import type { LiveTelling } from '../views/live.ts';
import { LiveWindow } from '../views/live-window.ts';

/** A feed that tells what a test gives it. */
export class FakeFeed {
  readonly watchers = new Set<Watcher>();
  telling: LiveTelling = { ...new LiveWindow(0).whole(), listeningSince: null, trouble: 'away' };
  isFull = false;

  watch(watcher: Watcher) {
    if (this.isFull) return undefined;
    this.watchers.add(watcher);
    watcher(this.telling);
    return () => this.watchers.delete(watcher);
  }

  tell(telling: LiveTelling): void {
    for (const watcher of this.watchers) watcher(telling);
  }

  async stop() {
    for (const watcher of this.watchers) watcher(null);
  }
}
