import { createLogger, createOps, problemHandler, type RunningService } from '@wanderluxe/runtime';
import { answersOf } from './answers.ts';
import type { Config } from './config.ts';
import type { Engine } from './engine.ts';
import { requireOwnOrigin, requireSession, securityHeaders } from './guard.ts';
import type { LiveFeed } from './live-feed.ts';
import { serveLogin } from './login.ts';
import { servePage } from './page.ts';
import { asProblem } from './problems.ts';
import { consoleApi } from './routes/api.ts';
import { getLive } from './routes/live.ts';
import { Session } from './session.ts';

const SERVICE = 'console';

export interface App extends RunningService {
  readonly port: number;
}

export interface Edges {
  readonly engine: Engine;
  readonly feed: Pick<LiveFeed, 'watch' | 'stop'>;
}

/**
 * The whole console: probes for everybody, everything else for whoever has the token. It is ready without the engine,
 * because it is looked at when the engine is not well.
 */
export async function createApp(config: Config, { engine, feed }: Edges): Promise<App> {
  const logger = createLogger({ service: SERVICE, level: config.LOG_LEVEL });
  const { HOST: host, CONSOLE_PORT } = config;
  const ops = createOps({ service: SERVICE, host, port: CONSOLE_PORT, checks: {} });
  const session = new Session(config.CONSOLE_TOKEN, CONSOLE_PORT);
  ops.app.use(securityHeaders);
  serveLogin(ops.app, session);
  servePage(ops.app, session);
  ops.app.use('/api', requireSession(session), requireOwnOrigin);
  ops.app.get('/api/live', getLive(feed));
  ops.app.use('/api', consoleApi(engine, answersOf(engine)));
  const onUnexpected = (error: unknown) => logger.error('a request failed', { error });
  ops.app.use(asProblem, problemHandler(onUnexpected));
  const port = await ops.start();
  logger.info('started', { port });
  return {
    port,
    async stop() {
      ops.drain();
      await feed.stop();
      await ops.stop();
    },
  };
}
