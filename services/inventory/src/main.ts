import { runService } from '@wanderluxe/runtime';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';

await runService('inventory', async () => createApp(readConfig()));
