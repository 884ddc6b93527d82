import type { Launch } from '../processes/launch.ts';
import type { PortName } from '../settings/ports.ts';
import type { Talk } from '../talk.ts';

/** One server or service of an instance: how it comes up and how one sees that it is well. */
export interface Component {
  readonly name: string;
  readonly kind: 'server' | 'service' | 'console';
  /** Components that must be healthy before this one starts. */
  readonly needs: readonly string[];
  /** Ports it listens on; none for somebody else's server. */
  readonly ports: readonly PortName[];
  /** What `status --json` says of where it is: `url`, `opsUrl`, `address` or `uri`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Named by the environment: used as it is, never started, never stopped. */
  readonly external: boolean;
  /** How long it may take until `probe` is content. */
  readonly startWithinMs: number;
  /** How long it may take to end by itself after SIGTERM. */
  readonly stopWithinMs: number;
  /** Brings the programs that `launch` runs; quick when they are there. */
  readonly install: (talk: Talk) => Promise<void>;
  /** Writes configuration, prepares data, and answers what to run. */
  readonly launch: (talk: Talk) => Promise<Launch>;
  /** Runs once the process is healthy, at every start that is asked for: doing it again must be harmless. */
  readonly afterStart?: (talk: Talk) => Promise<void>;
  /** Answers within a few seconds: null when healthy, else what is wrong. */
  readonly probe: () => Promise<string | null>;
}

/** A server of somebody else's: only its address and its health matter. */
export type OwnParts = Pick<
  Component,
  'install' | 'launch' | 'afterStart' | 'startWithinMs' | 'stopWithinMs'
>;

export const notOurs: OwnParts = {
  startWithinMs: 10_000,
  // For a process of ours that ran before the environment named another server.
  stopWithinMs: 30_000,
  install: async () => {},
  launch: () => Promise.reject(new Error('a server named by the environment is never launched')),
};
