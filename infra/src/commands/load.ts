import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { newRunTag } from '../demo/booking.ts';
import { readBehaviour, setBehaviour } from '../demo/engine-apis.ts';
import { INTERRUPTED, listenForInterrupt } from '../demo/interrupt.ts';
import { status } from '../engine/status.ts';
import { CommandError, exitStatus, messageOf } from '../errors.ts';
import { DEFAULT_CONNECTIONS } from '../load/gateway.ts';
import { isSound, reportOf } from '../load/report.ts';
import { type LoadOptions, runLoad } from '../load/run-load.ts';
import { arrivalsOf, type Schedule } from '../load/schedule.ts';
import { loadTable, momentLine } from '../load/table.ts';
import { makeProperties, type Target, targetOfDeployed, targetOfInstance } from '../load/target.ts';
import { addressOf, httpAt } from '../settings/addresses.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { type Context, contextOf, print } from './context.ts';
import { numberIn, wholeNumber } from './numbers.ts';
import { readPropertyFile } from './property-file.ts';

interface Options {
  readonly rate: number;
  readonly duration: number;
  readonly ramp: number;
  readonly warmUp: number;
  readonly drain: number;
  readonly properties: number;
  readonly rooms: number;
  readonly hotShare?: number;
  readonly hotRooms?: number;
  readonly duplicates: number;
  readonly cancellations: number;
  readonly connections: number;
  readonly timeout: number;
  readonly seed: number;
  readonly bankLatencyMs?: number;
  readonly url?: string;
  readonly propertyFile?: string;
  readonly brokers?: string[];
  readonly registry?: string;
  readonly json?: boolean;
}

const MAX_ARRIVALS = 20_000_000;
const MAX_ROOMS = 100_000;

const scheduleOf = ({ rate, ramp, warmUp, duration }: Options): Schedule => ({
  ratePerSecond: rate,
  rampMs: ramp * 1_000,
  warmUpMs: warmUp * 1_000,
  durationMs: duration * 1_000,
});

/** All that is wrong with options that are each sound by themselves. */
function faultsOf(options: Options): string[] {
  const { url, propertyFile, brokers, registry, hotShare, hotRooms, bankLatencyMs, properties } = options;
  const rules: readonly (readonly [broken: boolean, fault: string])[] = [
    [
      arrivalsOf(scheduleOf(options)) > MAX_ARRIVALS,
      `--rate and --duration make over ${MAX_ARRIVALS} requests`,
    ],
    [
      url === undefined && propertyFile !== undefined,
      '--property-file is for --url: an instance gets properties of its own',
    ],
    [url === undefined && (brokers ?? registry) !== undefined, '--brokers and --registry are for --url'],
    [
      url !== undefined && propertyFile === undefined,
      '--url needs --property-file, with properties that exist there',
    ],
    [
      url !== undefined && hotRooms !== undefined,
      '--hot-rooms is not for --url: rooms are set there beforehand',
    ],
    [url !== undefined && bankLatencyMs !== undefined, '--bank-latency-ms is not for --url'],
    [(brokers === undefined) !== (registry === undefined), '--brokers and --registry go together'],
    [hotShare !== undefined && properties < 2, '--hot-share needs at least 2 --properties'],
    [hotRooms !== undefined && hotShare === undefined, '--hot-rooms needs --hot-share'],
  ];
  return rules.flatMap(([broken, fault]) => (broken ? [fault] : []));
}

function requireSound(options: Options): void {
  const faults = faultsOf(options);
  if (faults.length === 0) return;
  throw new CommandError(faults.join('\n'), { remedy: 'see "wanderluxe load --help"' });
}

interface Prepared {
  readonly target: Target;
  readonly propertyIds: readonly string[];
  readonly restore: () => Promise<void>;
}

function prepareDeployed({ url, propertyFile, brokers, registry, properties }: Options): Prepared {
  const all = readPropertyFile(readText(propertyFile!)).map(({ id }) => id);
  if (all.length < properties)
    throw new CommandError(
      `${propertyFile} has ${all.length} properties, --properties asks for ${properties}`,
      {
        remedy: 'give a longer file or a smaller number',
      },
    );
  const kafka = brokers && registry ? { brokers, registryUrl: registry } : undefined;
  return {
    target: targetOfDeployed({ gatewayUrl: url!, kafka }),
    propertyIds: all.slice(0, properties),
    restore: async () => {},
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError(`${path} cannot be read: ${messageOf(cause)}`, {
      remedy: 'give a file with lines "id,capacity", as "wanderluxe properties set" takes it',
    });
  }
}

async function prepareInstance(options: Options, { instance }: Context, runTag: string): Promise<Prepared> {
  const now = await status({ instance });
  if (!now.healthy)
    throw new CommandError(`instance "${now.instance}" is not up and healthy`, {
      remedy: 'run "wanderluxe up", or name a running engine with --url',
    });
  const settings = settingsAsStarted(process.env, instance);
  const { properties: count, rooms, hotRooms = rooms, bankLatencyMs } = options;
  const propertyIds = await makeProperties(httpAt(settings, 'inventoryHttp'), {
    ...{ runTag, count },
    rooms: (index) => (index === 0 ? hotRooms : rooms),
  });
  const restore =
    bankLatencyMs === undefined ? async () => {} : await slowBank(addressOf(settings, 'bank'), bankLatencyMs);
  return { target: targetOfInstance(settings), propertyIds, restore };
}

async function slowBank(bankUrl: string, latencyMs: number): Promise<() => Promise<void>> {
  const before = await readBehaviour(bankUrl);
  await setBehaviour(bankUrl, { ...before, latencyMs });
  return () => setBehaviour(bankUrl, before);
}

const loadOptionsOf = (options: Options, { target, propertyIds }: Prepared, runTag: string): LoadOptions => ({
  ...target,
  runTag,
  schedule: scheduleOf(options),
  connections: options.connections,
  timeoutMs: options.timeout * 1_000,
  drainMs: options.drain * 1_000,
  mix: {
    propertyIds,
    hotShare: options.hotShare,
    duplicateShare: options.duplicates,
    cancellationShare: options.cancellations,
    seed: options.seed,
  },
});

async function load(options: Options, command: Command): Promise<void> {
  requireSound(options);
  const context = contextOf(command);
  const runTag = newRunTag(Date.now());
  const interrupt = listenForInterrupt(context.talk);
  try {
    const prepared =
      options.url === undefined ? await prepareInstance(options, context, runTag) : prepareDeployed(options);
    try {
      const run = await runLoad({
        ...loadOptionsOf(options, prepared, runTag),
        onMoment: (moment) => context.talk(momentLine(moment)),
        signal: interrupt.signal,
      });
      const report = reportOf(run);
      print(options.json ? JSON.stringify(report) : loadTable(report));
      process.exitCode = isSound(report) ? exitStatus.ok : exitStatus.failed;
    } finally {
      await prepared.restore();
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    interrupt.stopListening();
  }
}

function webAddress(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return text;
  throw new InvalidArgumentError('Give an http or https address.');
}

function brokerList(text: string): string[] {
  const brokers = text.split(',');
  if (brokers.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker))) return brokers;
  throw new InvalidArgumentError('Give host:port, several with commas between them.');
}

export function addLoad(program: Command): void {
  const share = numberIn(0, 1);
  const seconds = numberIn(0, 86_400);
  program
    .command('load')
    .description(
      'send bookings on a fixed schedule, whatever the answers are, and measure what becomes of them',
    )
    .option('--rate <n>', 'requests a second', numberIn(0.1, 50_000), 100)
    .option('--duration <s>', 'measured time', numberIn(1, 86_400), 30)
    .option('--warm-up <s>', 'at full rate before it is measured', seconds, 10)
    .option('--ramp <s>', 'before that, from 0 to the full rate', seconds, 5)
    .option('--drain <s>', 'how long to wait for the last outcomes', numberIn(1, 86_400), 60)
    .option('--properties <n>', 'hotels', wholeNumber(1, 10_000), 200)
    .option('--rooms <n>', 'rooms of each', wholeNumber(1, MAX_ROOMS), MAX_ROOMS)
    .option('--hot-share <x>', 'share of the bookings that want the first hotel', share)
    .option('--hot-rooms <n>', 'rooms of that one', wholeNumber(0, MAX_ROOMS))
    .option('--duplicates <x>', 'share of requests that repeat an earlier one, with its key', share, 0)
    .option('--cancellations <x>', 'share of bookings that are cancelled a second later', share, 0)
    .option('--connections <n>', 'to the gateway', wholeNumber(1, 10_000), DEFAULT_CONNECTIONS)
    .option('--timeout <s>', 'for an answer', numberIn(1, 600), 30)
    .option('--seed <n>', 'of what is drawn', wholeNumber(0, 2 ** 31), 1)
    .option('--bank-latency-ms <n>', 'how long the bank takes during the run', wholeNumber(0, 60_000))
    .option('--url <gateway>', "somebody else's engine instead of the instance", webAddress)
    .option('--property-file <csv>', 'with --url: properties that exist there')
    .option(
      '--brokers <list>',
      'with --url: hear outcomes from Kafka instead of asking the gateway',
      brokerList,
    )
    .option('--registry <url>', 'with --brokers: its schema registry', webAddress)
    .option('--json', 'print the report as JSON, with one entry a second')
    .addHelpText('after', helpText)
    .action((options: Options, command: Command) => load(options, command));
}

const helpText = `
Latencies count from the moment at which a request was to be sent, so a driver or gateway that is late makes them
longer and never fewer. Of an instance on this machine, CPU and memory of every process are accounted as well.

Exit status: 0 every accepted booking came to one end, 2 some did not, 1 it could not run.`;
