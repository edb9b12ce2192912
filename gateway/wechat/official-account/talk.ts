import { createHash } from 'node:crypto';
import type { TurnEntity } from '../../../bot/contract.js';
import type { Caller } from '../../../modules/kernel/caller.js';
import type { Clock } from '../../../modules/kernel/clock.js';
import { Fault } from '../../../modules/kernel/errors.js';
import type { Position } from '../../../modules/kernel/geo.js';
import type { Logger } from '../../../modules/kernel/module.js';
import { TURN_MS, turnKey, type AssistantPort } from './assistant.js';
import type { Said } from './dedupe.js';
import type { Incoming } from './events.js';
import type { HandoverRelay } from './handover.js';
import type { Link, Links } from './links.js';
import { bindingLine, LONGEST_BYTES, renderTurn } from './replies.js';
import type { ShortStore } from './short-store.js';

/** What talking stands on. */
export interface TalkDeps {
  readonly assistant: AssistantPort;
  /** Who a user of the account is here: their account's caller with ordinary assurance, or somebody browsing. */
  readonly callerOf: (openId: string, requestId: string) => Promise<Caller>;
  readonly links: Links;
  readonly store: ShortStore;
  readonly relay: HandoverRelay;
  /** The system clock. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publicOrigin: string;
  /** Whether WeChat's own customer service takes people over, instead of our clerks. */
  readonly transfers: boolean;
}

/** Scenes of codes and keys of the menu that begin so are said to the assistant as if the user had written the rest. */
export const SAY_PREFIX = 'say:';
/** How long a position that the phone told by itself is where its owner is. */
const POSITION_MS = 600_000;
/** WeChat names no datum; its maps, which positions are sent from, are drawn in GCJ-02. */
const DATUM = 'GCJ02';
const HELP = '你能做什么';
const HERE = '用我的位置';
const AROUND_HERE = '附近有哪些公交站';
const NOTHING: Said = { kind: 'texts', texts: [] };
const NOT_HEARD = '抱歉，没有听清。请再说一遍，或者打字告诉我。';
const NOT_READ = '我现在看不懂图片和视频。请用文字或语音告诉我想办什么。';
const FAILED = '抱歉，刚才没能办成，请稍后再试。';

/** Answers what happens in the account's chats by the assistant, with the rights of whoever is bound to the chat. */
export class Talk {
  readonly #deps: TalkDeps;

  constructor(deps: TalkDeps) {
    this.#deps = deps;
  }

  /** What is said to a message or event. Never throws: what fails is logged and said plainly. */
  async answer(incoming: Incoming, requestId: string): Promise<Said> {
    try {
      return await this.#answer(incoming, requestId);
    } catch (err) {
      this.#deps.logger.warn({ err, requestId }, 'a message of WeChat could not be answered');
      return { kind: 'texts', texts: [FAILED] };
    }
  }

  async #answer({ openId, key, happening }: Incoming, requestId: string): Promise<Said> {
    const { links, publicOrigin, clock } = this.#deps;
    const link = await links.load(openId);
    const say = (text: string, position: Position | null = null): Promise<Said> => this.#say(link, text, position, { key, requestId });
    switch (happening.kind) {
      case 'text':
        return say(chosen(happening.text, link.options));
      case 'voice':
        return happening.text.trim() === '' ? { kind: 'texts', texts: [NOT_HEARD] } : say(chosen(happening.text, link.options));
      case 'location':
        return say(link.locating ? HERE : AROUND_HERE, happening.position);
      case 'position':
        await links.save({ ...link, position: { ...happening.position, at: clock.now() } });
        return NOTHING;
      case 'scan':
        return say(wordsOf(happening.scene) ?? HELP);
      case 'click':
        return say(wordsOf(happening.key) ?? HELP);
      case 'subscribe': {
        const caller = await this.#deps.callerOf(openId, requestId);
        const first = await say(wordsOf(happening.scene) ?? HELP);
        const hint = caller.accountId === null ? [bindingLine(publicOrigin)] : [];
        return first.kind === 'texts' ? { kind: 'texts', texts: joined(['感谢关注！', ...first.texts, ...hint]) } : first;
      }
      case 'unsubscribe':
        await links.forget(openId);
        return NOTHING;
      case 'other':
        return { kind: 'texts', texts: [NOT_READ] };
      case 'unanswered':
        return NOTHING;
    }
  }

  async #say(link: Link, text: string, position: Position | null, { key, requestId }: { readonly key: string; readonly requestId: string }): Promise<Said> {
    const { assistant, links, clock, publicOrigin, store, relay } = this.#deps;
    const caller = await this.#deps.callerOf(link.openId, requestId);
    const known = link.position !== null && clock.now() - link.position.at < POSITION_MS ? { lat: link.position.lat, lon: link.position.lon } : null;
    const at = position ?? known;
    const message = { text, idempotencyKey: `wechat:${createHash('sha256').update(key).digest('base64url')}`, ...(at ? { position: { ...at, datum: DATUM } as const } : {}) };
    const { conversationId, turn } = await this.#send(caller, link.conversationId, message);
    const place = (await assistant.find(caller, conversationId))?.handover ?? null;
    const kept: Link = { ...link, conversationId, options: [], locating: false, position: position ? { ...position, at: clock.now() } : link.position };
    if (turn) await store.claim(turnKey(turn.id), '1', TURN_MS);
    if (place && (place.state === 'WAITING' || place.state === 'TAKEN')) {
      if (this.#deps.transfers) {
        await assistant.leaveHandover(caller, conversationId);
        await links.save(kept);
        return { kind: 'transfer' };
      }
      await relay.follow(link.openId, conversationId);
    }
    if (!turn) {
      await links.save(kept);
      return NOTHING;
    }
    const { texts, options, locating } = renderTurn(turn, publicOrigin);
    await links.save({ ...kept, options, locating });
    return { kind: 'texts', texts };
  }

  /** Sends a message in the user's conversation; in a new one where it is over, or is no longer theirs. */
  async #send(caller: Caller, conversationId: string | null, message: Omit<Parameters<AssistantPort['send']>[1], 'conversationId'>): Promise<{ readonly conversationId: string; readonly turn: TurnEntity | null }> {
    const { assistant } = this.#deps;
    if (conversationId !== null) {
      try {
        return { conversationId, turn: await assistant.send(caller, { ...message, conversationId }) };
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'NOT_FOUND') throw error;
      }
    }
    const { id } = await assistant.start(caller);
    return { conversationId: id, turn: await assistant.send(caller, { ...message, conversationId: id }) };
  }
}

/** What a number picks among the options of the last answer; the text itself where it is none of them. */
function chosen(text: string, options: readonly string[]): string {
  const number = /^(?:回复|选)?\s{0,4}([1-9]\d?)\s{0,4}[.。、]?$/.exec(text.normalize('NFKC').trim())?.[1];
  // Who is asked “which line?” and writes 5 means line 5, if that is among the answers.
  if (number === undefined || options.some((option) => option === number || option === `${number}路`)) return text;
  return options[Number(number) - 1] ?? text;
}

function wordsOf(key: string | null): string | null {
  const words = key?.startsWith(SAY_PREFIX) ? key.slice(SAY_PREFIX.length).trim() : '';
  return words === '' ? null : words;
}

/** Short texts as one. */
function joined(texts: readonly string[]): string[] {
  const whole = texts.join('\n\n');
  return Buffer.byteLength(whole) <= LONGEST_BYTES ? [whole] : [...texts];
}
