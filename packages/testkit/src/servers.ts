/** Addresses of the real servers that integration tests share. Reading one that is not set throws. */
export interface Servers {
  /** host:port of each broker */
  readonly kafkaBrokers: string[];
  readonly registryUrl: string;
  readonly mongoUri: string;
  readonly redisUrl: string;
}

/**
 * The servers named by the environment. Each is looked up when it is read, so that a test which needs one server
 * only runs without the others.
 * @throws Error naming the variable and how to get one, when the variable is not set
 */
export function servers(env: NodeJS.ProcessEnv = process.env): Servers {
  return {
    get kafkaBrokers() {
      return required(env, 'KAFKA_BROKERS').split(',');
    },
    get registryUrl() {
      return required(env, 'SCHEMA_REGISTRY_URL');
    },
    get mongoUri() {
      return required(env, 'MONGODB_URI');
    },
    get redisUrl() {
      return required(env, 'REDIS_URL');
    },
  };
}

function required(env: NodeJS.ProcessEnv, variable: string): string {
  const value = env[variable];
  if (value) return value;
  throw new Error(
    `${variable} is not set and this test needs that server: run ./wanderluxe test, or eval "$(./wanderluxe env)"`,
  );
}
