import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Talk } from '@wanderluxe/infra';
import { serviceNames } from '@wanderluxe/infra/launcher';
import { drive } from '../drive.ts';
import { underWay } from '../while.ts';
import { Engine } from '../world/engine.ts';
import { type CpuProfile, type ProfileTable, type SelfTime, tableOf } from './cpu-profile.ts';

export interface ProfileOptions {
  readonly folder: string;
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly talk: Talk;
}

/** Where the CPU of each service went while a load was at its full rate. */
export interface Profiles {
  readonly bookings: number;
  readonly services: Readonly<Record<string, ProfileTable>>;
}

const INTERVAL_US = 500;
const SHOWN_PACKAGES = 15;
const SHOWN_FUNCTIONS = 30;

const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);

/** Profiles every service under the load of the CPU row. Keeps the .cpuprofile files, for a flame graph elsewhere. */
export async function runProfile(options: ProfileOptions): Promise<Profiles> {
  const { folder, talk, seconds, warmUpSeconds } = options;
  mkdirSync(folder, { recursive: true });
  const engine = await Engine.start({ fromSources: true }, talk);
  try {
    for (const name of serviceNames) engine.configure(name, { NODE_OPTIONS: nodeOptions(engine, name) });
    await engine.restartServices();
    const measuring = underWay(warmUpSeconds * 1_000, async () => {
      const fromUs = nowUs();
      await sleep(seconds * 1_000);
      return { fromUs, toUs: nowUs() };
    });
    const { report } = await drive(
      { engine, quick: false, talk },
      {
        ...{ ...options, bankLatencyMs: 100, onBegin: measuring.begin },
      },
    );
    const { value } = await measuring.done;
    // A profile is written when its process ends.
    await Promise.all(serviceNames.map((name) => engine.stopProcess(name)));
    const services = serviceNames.map((name) => {
      const profile = keep(engine, name, folder);
      return [name, tableOf(profile, value.fromUs, value.toUs)] as const;
    });
    return {
      bookings: report.completedPerSecond * report.measuredSeconds,
      services: Object.fromEntries(services),
    };
  } finally {
    await engine.stop();
  }
}

const profilesOf = ({ settings }: Engine, name: string): string => join(settings.folder, 'profiles', name);

const nodeOptions = (engine: Engine, name: string): string =>
  `--cpu-prof --cpu-prof-interval=${INTERVAL_US} --cpu-prof-dir=${profilesOf(engine, name)}`;

function keep(engine: Engine, name: string, folder: string): CpuProfile {
  const [file] = readdirSync(profilesOf(engine, name));
  if (!file) throw new Error(`${name} wrote no profile`);
  const kept = join(folder, `${name}.cpuprofile`);
  copyFileSync(join(profilesOf(engine, name), file), kept);
  return JSON.parse(readFileSync(kept, 'utf8')) as CpuProfile;
}

const lines = (times: readonly SelfTime[], shown: number, bookings: number, busyMs: number): string[] =>
  times.slice(0, shown).map(({ name, ms }) => {
    const [each, share] = [((ms * 1_000) / bookings).toFixed(1), ((100 * ms) / busyMs).toFixed(1)];
    return `${each.padStart(9)} ${share.padStart(6)}%  ${name}`;
  });

/** Milliseconds of CPU for 1,000 bookings, by package and by function; also written into the folder. */
export function profileTable({ services, bookings }: Profiles, folder: string): string {
  const parts = Object.entries(services).map(([name, { busyMs, packages, functions }]) =>
    [
      `${name}: ${((busyMs * 1_000) / bookings).toFixed(0)} ms of its main thread for 1,000 bookings`,
      ` ms/1,000  share  package, its own time`,
      ...lines(packages, SHOWN_PACKAGES, bookings, busyMs),
      ` ms/1,000  share  function, its own time`,
      ...lines(functions, SHOWN_FUNCTIONS, bookings, busyMs),
    ].join('\n'),
  );
  const text = parts.join('\n\n');
  writeFileSync(join(folder, 'profile.txt'), `${text}\n`);
  return text;
}
