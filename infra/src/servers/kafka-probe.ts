import { askOverTcp, reasonOf } from './probes.ts';

const API_VERSIONS_KEY = 18;
const CORRELATION_ID = 7;

/** An ApiVersions request, version 0: the one request that any Kafka broker answers to anybody. */
export function apiVersionsRequest(): Buffer {
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0); // size of what follows
  request.writeInt16BE(API_VERSIONS_KEY, 4);
  request.writeInt16BE(0, 6);
  request.writeInt32BE(CORRELATION_ID, 8);
  request.writeInt16BE(-1, 12); // no client id
  return request;
}

const HEAD_BYTES = 10; // size, correlation id, error code

/** Null when the answer says that the broker serves requests. */
export function faultIn(answer: Buffer): string | null {
  if (answer.readInt32BE(4) !== CORRELATION_ID) return 'what answers is not a Kafka broker';
  const error = answer.readInt16BE(8);
  return error === 0 ? null : `the broker answered error ${error}`;
}

async function probeBroker(broker: string): Promise<string | null> {
  const [host = '', port = ''] = broker.split(':');
  try {
    const isWhole = (bytes: Buffer): boolean => bytes.length >= HEAD_BYTES;
    return faultIn(await askOverTcp({ host, port: Number(port) }, apiVersionsRequest(), isWhole));
  } catch (error) {
    return `${broker}: ${reasonOf(error)}`;
  }
}

/** Null when at least one broker of the comma-separated list answers; clients find the others through it. */
export async function probeKafka(brokers: string): Promise<string | null> {
  const faults = await Promise.all(brokers.split(',').map(probeBroker));
  return faults.includes(null) ? null : faults.join('; ');
}
