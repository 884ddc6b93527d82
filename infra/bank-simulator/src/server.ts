import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type Answer, Bank } from './bank.ts';
import { type Behaviour, checkBehaviour, DEFAULT_BEHAVIOUR, fateOf, latencyOf } from './behaviour.ts';
import { chargeKeyOf, chargeOrderOf, idempotencyKeyOf, RequestError, readJson, send } from './http.ts';
import { LedgerFile } from './ledger.ts';

export interface BankServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly ledgerFile: string;
}

/** Connections of one client may all come at once: 2,000 charges in flight are 2,000 connections. */
const BACKLOG = 4_096;
const KEEP_ALIVE_MS = 65_000;
const LINES_PER_CHUNK = 1_000;

const unavailable: Answer = { status: 503, body: { code: 'unavailable', detail: 'try again' } };

/** A bank over HTTP: charges, refunds and look-ups by idempotency key, with faults set at run time. */
export class BankServer {
  readonly #bank: Bank;
  readonly #ledger: LedgerFile;
  readonly #server: Server;
  readonly #attempts = new Map<string, number>();
  #isStopping = false;
  /** Ends each wait that is under way. */
  readonly #pauses = new Set<() => void>();
  #behaviour: Behaviour = DEFAULT_BEHAVIOUR;

  private constructor(bank: Bank, ledger: LedgerFile) {
    this.#bank = bank;
    this.#ledger = ledger;
    this.#server = createServer((req, res) => void this.#serve(req, res));
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** Remembers what the ledger file holds, then listens. */
  static async start({ port, host, ledgerFile }: BankServerOptions): Promise<BankServer> {
    const bank: Bank = new Bank((entry) => ledger.append(entry));
    const ledger = await LedgerFile.open(ledgerFile, (entry) => bank.restore(entry));
    const started = new BankServer(bank, ledger);
    await new Promise<void>((resolve, reject) => {
      started.#server.once('error', reject);
      started.#server.listen({ port, host, backlog: BACKLOG }, resolve);
    });
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection. What was decided is in the ledger; attempts still in their latency have no effect. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const giveUp of this.#pauses) giveUp();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await this.#ledger.close();
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      await this.#route(req, res);
    } catch (error) {
      if (error instanceof RequestError) return send(res, error.answer);
      const callerLeft = !req.complete && req.destroyed;
      if (!callerLeft && !this.#isStopping) throw error;
    }
  }

  async #route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const route = `${req.method} ${path}`;
    if (route === 'POST /charges') return this.#charge(req, res);
    if (route === 'POST /refunds') return this.#refund(req, res);
    if (req.method === 'GET' && path.startsWith('/charges/')) return this.#lookUp(path, res);
    if (route === 'GET /ledger') return this.#sendLedger(res);
    if (route === 'GET /ledger/summary') return send(res, { status: 200, body: this.#bank.summary() });
    if (route === 'GET /healthz') return send(res, { status: 200, body: { status: 'ok' } });
    if (route === 'GET /admin/behaviour') return send(res, { status: 200, body: this.#behaviour });
    if (route === 'PUT /admin/behaviour') return this.#behave(req, res);
    throw new RequestError(404, 'not_found', `there is no ${route}`);
  }

  async #charge(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const key = idempotencyKeyOf(req);
    const order = chargeOrderOf(await readJson(req));
    await this.#attempt(key, res, () => this.#bank.charge(key, order, this.#behaviour));
  }

  async #refund(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const key = idempotencyKeyOf(req);
    const chargeKey = chargeKeyOf(await readJson(req));
    await this.#attempt(key, res, () => this.#bank.refund(key, chargeKey));
  }

  /** The effect comes at the end of the latency, whether or not the caller is still there. */
  async #attempt(key: string, res: ServerResponse, effect: () => Promise<Answer>): Promise<void> {
    const behaviour = this.#behaviour;
    const attempt = this.#nextAttempt(key);
    const fate = fateOf(behaviour, key, attempt);
    await this.#pause(fate === 'hang' ? behaviour.hangMs : latencyOf(behaviour, key, attempt));
    if (fate === 'error') return send(res, unavailable);
    const answer = await effect();
    if (fate === 'reset') res.socket?.resetAndDestroy();
    else send(res, answer);
  }

  /** Look-ups share latency and 503s; they never hang and are never reset. */
  async #lookUp(path: string, res: ServerResponse): Promise<void> {
    const key = decoded(path.slice('/charges/'.length));
    const behaviour = this.#behaviour;
    const attempt = this.#nextAttempt(`look-up ${key}`);
    await this.#pause(latencyOf(behaviour, key, attempt));
    const faulty = fateOf(behaviour, `look-up ${key}`, attempt) === 'error';
    send(res, faulty ? unavailable : await this.#bank.lookUp(key, behaviour.lookupDelayMs));
  }

  async #behave(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const checked = checkBehaviour(await readJson(req));
    if ('faults' in checked)
      throw new RequestError(400, 'invalid_behaviour', 'nothing was changed', checked.faults);
    this.#behaviour = checked.behaviour;
    send(res, { status: 200, body: this.#behaviour });
  }

  #sendLedger(res: ServerResponse): void {
    res.writeHead(200, { 'content-type': 'application/x-ndjson' });
    Readable.from(linesOf(this.#bank.entries.slice())).pipe(res);
  }

  /** Thousands may wait. A signal would look through all who listen whenever one more does. */
  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        clearTimeout(timer);
        reject(new Error('the bank is closing'));
      };
      const timer = setTimeout(() => {
        this.#pauses.delete(giveUp);
        resolve();
      }, durationMs);
      this.#pauses.add(giveUp);
    });
  }

  #nextAttempt(key: string): number {
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);
    return attempt;
  }
}

function* linesOf(entries: readonly object[]): Generator<string> {
  for (let start = 0; start < entries.length; start += LINES_PER_CHUNK) {
    const chunk = entries.slice(start, start + LINES_PER_CHUNK);
    yield `${chunk.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RequestError(400, 'invalid_request', 'the key is not percent-encoded text');
  }
}
