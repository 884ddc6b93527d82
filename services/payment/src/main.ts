import { runService } from '@wanderluxe/runtime';
import { createApp } from './app.ts';
import { paymentConfig } from './config.ts';

await runService('payment', async () => createApp(paymentConfig()));
