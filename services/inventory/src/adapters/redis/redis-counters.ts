import { occupancyOf } from '../../domain/occupancy.ts';
import type { Hold, Stay } from '../../domain/stay.ts';
import {
  type Counted,
  type Held,
  type NightCounts,
  NOT_LOADED,
  type NotLoaded,
  type RoomCounters,
  type Snapshot,
  type Taken,
  type TakeResult,
} from '../../ports.ts';
import type { RedisConnection } from './connect.ts';
import { guarded } from './faults.ts';
import { LoadedCode, type ScriptedCommands, TakeCode } from './lua.ts';
import { writeTogether } from './write-together.ts';

/** The keys of a property, or of a bucket of one. The hash tag keeps them on one node of a cluster. */
export const keysOf = (propertyId: string): [meta: string, nights: string, holds: string] => [
  `inv:{${propertyId}}:meta`,
  `inv:{${propertyId}}:nights`,
  `inv:{${propertyId}}:holds`,
];

/** Room counters in Redis, by the scripts beside this file. */
export class RedisRoomCounters implements RoomCounters {
  readonly #redis: RedisConnection;
  readonly #commands: ScriptedCommands;

  /** @param redis a connection from `connectRedis`: it defines the scripts and never sends a command twice */
  constructor(redis: RedisConnection) {
    this.#redis = redis;
    this.#commands = redis as unknown as ScriptedCommands;
  }

  async reserve(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<Taken | NotLoaded> {
    const [code, epoch, ...answers] = await this.#call('inventoryReserve', propertyId, [
      minEpoch,
      ...triples(holds),
    ]);
    if (code === LoadedCode.NOT_LOADED) return NOT_LOADED;
    const results = holds.map((_, index) => resultOf(answers[2 * index], answers[2 * index + 1]));
    return { epoch: epoch as number, results };
  }

  async release(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<number | NotLoaded> {
    const [code, released] = await this.#call('inventoryRelease', propertyId, [minEpoch, ...triples(holds)]);
    return code === LoadedCode.NOT_LOADED ? NOT_LOADED : (released as number);
  }

  async load(propertyId: string, { epoch, capacity, holds }: Snapshot): Promise<void> {
    const taken = [...occupancyOf(holds.map(({ stay }) => stay))];
    const members = holds.flatMap(({ bookingId, stay }) => [bookingId, `${stay.firstDay}:${stay.nights}`]);
    const values = [epoch, capacity, taken.length, ...taken.flat(), ...members];
    await guarded(() => this.#commands.inventoryLoad(...keysOf(propertyId), ...values));
  }

  async read(propertyId: string, minEpoch: number, stay: Stay): Promise<NightCounts | NotLoaded> {
    const [code, capacity, ...taken] = await this.#call('inventoryAvailability', propertyId, [
      minEpoch,
      stay.firstDay,
      stay.nights,
    ]);
    return code === LoadedCode.NOT_LOADED ? NOT_LOADED : { capacity: capacity as number, taken };
  }

  async held(propertyId: string, minEpoch: number, bookingIds: readonly string[]): Promise<Held | NotLoaded> {
    const [code, epoch, ...members] = (await guarded(() =>
      this.#commands.inventoryHeld(...keysOf(propertyId), minEpoch, ...bookingIds),
    )) as [code: number, epoch: number, ...members: (string | null)[]];
    if (code === LoadedCode.NOT_LOADED) return NOT_LOADED;
    return { epoch, stays: bookingIds.map((_, index) => stayOfMember(members[index])) };
  }

  async inspect(propertyId: string, minEpoch: number): Promise<Counted | NotLoaded> {
    const [code, capacity, nights, members] = (await guarded(() =>
      this.#commands.inventoryInspect(...keysOf(propertyId), minEpoch),
    )) as [code: number, capacity: number, nights: string[], members: string[]];
    if (code === LoadedCode.NOT_LOADED) return NOT_LOADED;
    const taken = pairs(nights).map(([day, rooms]) => [Number(day), Number(rooms)] as const);
    return { capacity, taken: new Map(taken), holds: pairs(members).map(holdOfMember) };
  }

  async #call(
    command: keyof ScriptedCommands,
    propertyId: string,
    values: readonly (string | number)[],
  ): Promise<number[]> {
    writeTogether(this.#redis);
    const reply = await guarded(() => this.#commands[command](...keysOf(propertyId), ...values));
    return reply as number[];
  }
}

const triples = (holds: readonly Hold[]): (string | number)[] =>
  holds.flatMap(({ bookingId, stay }) => [bookingId, stay.firstDay, stay.nights]);

const pairs = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at] as string, flat[2 * at + 1] as string]);

function stayOfMember(value: string | null | undefined): Stay | undefined {
  if (!value) return undefined;
  const [firstDay = Number.NaN, nights = Number.NaN] = value.split(':').map(Number);
  return { firstDay, nights };
}

const holdOfMember = ([bookingId, value]: [string, string]): Hold => ({
  bookingId,
  stay: stayOfMember(value) as Stay,
});

function resultOf(code: number | undefined, day: number | undefined): TakeResult {
  switch (code) {
    case TakeCode.HELD:
      return { kind: 'HELD' };
    case TakeCode.FULL:
      return { kind: 'FULL', firstFullDay: day as number };
    case TakeCode.HELD_OTHERWISE:
      return { kind: 'HELD_OTHERWISE' };
    default:
      throw new Error(
        `reserve.lua answered code ${code}, which TakeCode does not list: deploy both together`,
      );
  }
}
