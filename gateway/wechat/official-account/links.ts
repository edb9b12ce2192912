import type { FieldCipher } from '../../../modules/kernel/crypto/index.js';
import type { Position } from '../../../modules/kernel/geo.js';
import type { ShortStore } from './short-store.js';

/** What a user's chat goes on from. */
export interface Link {
  readonly openId: string;
  /** The conversation with the assistant; null before the first word, and where it is over. */
  readonly conversationId: string | null;
  /** What the numbers of the last answer say, the first for 1. */
  readonly options: readonly string[];
  /** Where the user was last, in GCJ-02, and when (epoch milliseconds). */
  readonly position: (Position & { readonly at: number }) | null;
  /** Whether the last answer asked where the user is. */
  readonly locating: boolean;
}

/** As long as a conversation is kept. */
const KEPT_MS = 24 * 3_600_000;
const KIND = 'wechat.link';

/** The chats of the account's users: found by a keyed token of the openid, sealed, forgotten with the conversation. */
export class Links {
  readonly #store: ShortStore;
  readonly #cipher: FieldCipher;

  constructor(store: ShortStore, cipher: FieldCipher) {
    this.#store = store;
    this.#cipher = cipher;
  }

  /** A user's chat; a blank one where there is none. */
  async load(openId: string): Promise<Link> {
    // A token under an older key still finds it.
    for (const token of this.#cipher.tokens(KIND, openId)) {
      const sealed = await this.#store.get(keyOf(token));
      if (sealed !== null) return JSON.parse(this.#cipher.open(sealed, KIND)) as Link; // sealed by `save` alone
    }
    return { openId, conversationId: null, options: [], position: null, locating: false };
  }

  /** Keeps it for another day. */
  async save(link: Link): Promise<void> {
    await this.#store.set(keyOf(this.#cipher.token(KIND, link.openId)), this.#cipher.seal(JSON.stringify(link), KIND), KEPT_MS);
  }

  /** Forgets a user who left. */
  async forget(openId: string): Promise<void> {
    for (const token of this.#cipher.tokens(KIND, openId)) await this.#store.remove(keyOf(token));
  }
}

function keyOf(token: string): string {
  return `wechat:link:${token}`;
}
