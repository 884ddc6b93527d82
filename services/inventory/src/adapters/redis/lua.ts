import { readFileSync } from 'node:fs';

/** Whether the counters of a property are there and trusted. The codes of `loaded.lua`. */
export const LoadedCode = { NOT_LOADED: 0, LOADED: 1 } as const;
/** What became of one booking of a batch. The codes of `reserve.lua`. */
export const TakeCode = { HELD: 0, FULL: 1, HELD_OTHERWISE: 2 } as const;

/** Every script works on the three keys of one property. */
const numberOfKeys = 3;

const prelude = readFileSync(new URL('./loaded.lua', import.meta.url), 'utf8');

const script = (file: URL) => ({ lua: `${prelude}\n${readFileSync(file, 'utf8')}`, numberOfKeys });

/** Commands by name, as ioredis defines them. The files lie beside this one, or beside the bundle. */
export const scripts = {
  inventoryReserve: script(new URL('./reserve.lua', import.meta.url)),
  inventoryRelease: script(new URL('./release.lua', import.meta.url)),
  inventoryLoad: script(new URL('./load.lua', import.meta.url)),
  inventoryHeld: script(new URL('./held.lua', import.meta.url)),
  inventoryInspect: script(new URL('./inspect.lua', import.meta.url)),
  inventoryAvailability: script(new URL('./availability.lua', import.meta.url)),
};

/** A connection on which `scripts` are defined. */
export type ScriptedCommands = Record<
  keyof typeof scripts,
  (...keysAndArguments: (string | number)[]) => Promise<unknown>
>;
