import { loadConfig, runService } from '@wanderluxe/runtime';
import { createApp } from './app.ts';
import { configSchema } from './config.ts';

await runService('gateway', () => createApp(loadConfig(configSchema)));
