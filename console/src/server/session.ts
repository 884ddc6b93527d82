import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const PURPOSE = 'wanderluxe console session';
const VALID_S = 12 * 3_600;

/** Hashed first, so that neither content nor length of what is expected shows in the time it takes. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Who was let in. The cookie is made from the token and is not the token; a new token ends all sessions. */
export class Session {
  readonly #token: string;
  readonly #proof: string;
  readonly #cookie: string;

  /** @param port cookies do not know ports: two consoles on one host need two names */
  constructor(token: string, port: number) {
    this.#token = token;
    this.#proof = createHmac('sha256', token).update(PURPOSE).digest('base64url');
    this.#cookie = `wl_console_${port}`;
  }

  isToken(given: string): boolean {
    return isSame(given, this.#token);
  }

  /** The value of Set-Cookie for somebody who knew the token. */
  grant(): string {
    return `${this.#cookie}=${this.#proof}; Path=/; Max-Age=${VALID_S}; HttpOnly; SameSite=Strict`;
  }

  /** @param header of the request, `Cookie` */
  isGranted(header: string | undefined): boolean {
    const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
    const [, value = ''] = pairs.find(([name]) => name === this.#cookie) ?? [];
    return isSame(value, this.#proof);
  }
}
