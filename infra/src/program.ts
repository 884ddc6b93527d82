import { Command } from 'commander';
import { addBench } from './commands/bench.ts';
import { addBookings } from './commands/bookings.ts';
import { addChaos } from './commands/chaos.ts';
import { addDemo } from './commands/demo.ts';
import { addDlq } from './commands/dlq.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDown } from './commands/down.ts';
import { addEnv } from './commands/env.ts';
import { addFailpoints } from './commands/failpoints.ts';
import { addHolds } from './commands/holds.ts';
import { addLag } from './commands/lag.ts';
import { addLoad } from './commands/load.ts';
import { addLogs } from './commands/logs.ts';
import { addOversell } from './commands/oversell.ts';
import { addPayments } from './commands/payments.ts';
import { addProperties } from './commands/properties.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRestart } from './commands/restart.ts';
import { addSchemas } from './commands/schemas.ts';
import { addSimulate } from './commands/simulate.ts';
import { addStatus } from './commands/status.ts';
import { addTest } from './commands/test.ts';
import { addUp } from './commands/up.ts';

const help = `
Exit status: 0 done, 1 could not run (settings, arguments, a missing tool, a port in use), 2 it failed, 3 not healthy.
stdout carries data, stderr everything else.

Settings, all optional:
  WANDERLUXE_INSTANCE        instance, as --instance (default "default")
  WANDERLUXE_PORT_BASE       first port of the instance's block (default 17000)
  WANDERLUXE_<NAME>_PORT     one port by itself, for example WANDERLUXE_KAFKA_PORT
  WANDERLUXE_KAFKA_NODES     Kafka brokers of the instance, 1 or 3 (default 1)
  WANDERLUXE_HOME            where instances keep data and logs (default .wanderluxe in the clone)
  WANDERLUXE_CACHE           where built servers are kept (default ~/.cache/wanderluxe)
  KAFKA_BROKERS, SCHEMA_REGISTRY_URL, MONGODB_URI, REDIS_URL, BANK_URL
                             a server that runs already: used as it is, never started or stopped`;

/** The whole command. Making it runs nothing. */
export function createProgram(): Command {
  const program = new Command('wanderluxe')
    .description('WanderLuxe Engine: real servers, the four services, and everything to run and test them')
    .option('--instance <name>', 'which instance; several can run side by side on different ports')
    .addHelpText('after', help)
    .showHelpAfterError('(see --help)');
  for (const add of [
    addDemo,
    addUp,
    addDown,
    addStatus,
    addLogs,
    addRestart,
    addEnv,
    addSchemas,
    addProperties,
    addLoad,
    addDlq,
    addBookings,
    addPayments,
    addHolds,
    addReconcile,
    addOversell,
    addLag,
    addDoctor,
    addTest,
    addChaos,
    addFailpoints,
    addSimulate,
    addBench,
  ])
    add(program);
  return program;
}
