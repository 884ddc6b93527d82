import { loadConfig, runService } from '@wanderluxe/runtime';
import { createApp } from './app.ts';
import { configSchema } from './config.ts';

await runService('gateway', async () => createApp(loadConfig(configSchema)));
