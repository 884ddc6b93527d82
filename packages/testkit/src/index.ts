export { type EventuallyOptions, eventually } from './eventually.ts';
export { freshId } from './fresh-id.ts';
export { inLanes } from './in-lanes.ts';
export { type Servers, servers } from './servers.ts';
