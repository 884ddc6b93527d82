import { settingsAsStarted } from '@wanderluxe/infra/operate';
import { runService } from '@wanderluxe/runtime';
import { createApp } from './app.ts';
import { consoleConfig } from './config.ts';
import { engineOf } from './engine.ts';
import { LiveFeed } from './live-feed.ts';

await runService('console', async () => {
  const config = consoleConfig();
  const settings = settingsAsStarted(process.env);
  return createApp(config, { engine: engineOf(settings), feed: new LiveFeed(settings) });
});
