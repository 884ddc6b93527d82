import { connect, type Socket } from 'node:net';

/** Versions that every broker speaks, from the beginning on: strings and arrays have their length in front. */
const LEAVE_GROUP = 13;
const DESCRIBE_GROUPS = 15;
const VERSION = 0;
const ANSWERS_WITHIN_MS = 5_000;

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const string = (text: string): Buffer => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  string(): string {
    return this.#take(Math.max(0, this.int16()));
  }

  bytes(): string {
    return this.#take(Math.max(0, this.int32()));
  }

  #take(length: number): string {
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }
}

/**
 * Takes the members of a group out of it, as the broker does when their sessions are over: what waits for that in
 * production need not wait here. Call it only while no process of the group runs.
 * @throws Error when the broker does not answer, or refuses
 */
export async function removeMembers(broker: string, group: string): Promise<void> {
  const [host, port] = broker.split(':');
  const socket = connect({ host: host as string, port: Number(port) });
  socket.setTimeout(ANSWERS_WITHIN_MS, () => socket.destroy(new Error(`${broker} does not answer`)));
  try {
    for (const member of await membersOf(socket, group)) {
      const error = (await ask(socket, LEAVE_GROUP, string(group), string(member))).int16();
      if (error !== 0) throw new Error(`${member} could not be removed from ${group}: error ${error}`);
    }
  } finally {
    socket.destroy();
  }
}

async function membersOf(socket: Socket, group: string): Promise<string[]> {
  const answer = await ask(socket, DESCRIBE_GROUPS, int32(1), string(group));
  answer.int32();
  answer.int16();
  for (const _ of ['group', 'state', 'type', 'protocol']) answer.string();
  return Array.from({ length: answer.int32() }, () => {
    const id = answer.string();
    for (const _ of ['client', 'host']) answer.string();
    for (const _ of ['metadata', 'assignment']) answer.bytes();
    return id;
  });
}

/** One request at a time: the next answer is its own. */
async function ask(socket: Socket, api: number, ...body: readonly Buffer[]): Promise<Reader> {
  const request = Buffer.concat([int16(api), int16(VERSION), int32(api), string('failpoints'), ...body]);
  socket.write(Buffer.concat([int32(request.length), request]));
  const answer = new Reader(await received(socket));
  answer.int32();
  return answer;
}

async function received(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE()) return bytes.subarray(4);
  }
  throw new Error('the broker closed the connection');
}
