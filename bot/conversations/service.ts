import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Caller } from '../../modules/kernel/caller.js';
import { Fault } from '../../modules/kernel/errors.js';
import { WatchStream } from '../../modules/kernel/streams.js';
import type { TurnEntity } from '../contract.js';
import { dangerIn } from '../dialogue/danger.js';
import { freshState, type Reply, type Said, type Utterance } from '../dialogue/types.js';
import { wantsBack } from '../dialogue/words.js';
import { normaliseUtterance } from '../language/normalise.js';
import { Refusal, type SkillTurn } from '../skills/types.js';
import type { StoredConversation } from './store.js';
import { blankTurn } from './turns.js';
import type { ConversationChange, ConversationEntity, ConversationsDeps, HandoverPlace, Message } from './types.js';

const LONGEST_TEXT = 2_000;
const MOST_TURNS = 100;
const MOST_KEYS = 50;
/** More than these unread and the oldest is dropped: whoever reads so slowly asks for the conversation anew. */
const MOST_UNREAD = 100;
const CONVERSATION_CHANGED = 'bot.conversation';
/** Said to who leaves the line. */
const BACK: Said = { text: '好的，不等了。您接着问我就行。', cards: [], chips: [], asks: null, intent: 'chat.cancel', slots: {}, done: true, handover: null, way: 'cancel' };

/** What is told of a change within and between processes: which turn, and whether the other side is writing. */
interface Mark {
  readonly turnId: string | null;
  readonly typing: boolean;
}

/** Conversations with the assistant: whose they are, what was said, and who answers. */
export class ConversationsService {
  readonly #deps: ConversationsDeps;
  readonly #streams = new Map<string, Set<WatchStream<Mark, ConversationChange>>>();
  readonly #unsubscribe: () => void;

  constructor(deps: ConversationsDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.events.subscribe(CONVERSATION_CHANGED, (payload) => {
      const { id, turnId, typing } = payload as { id: string; turnId: string | null; typing: boolean }; // published by `#changed` alone
      for (const stream of this.#streams.get(id) ?? []) stream.put({ turnId, typing });
    });
  }

  /** Begins one. Its id opens it, so it cannot be guessed. */
  async start(caller: Caller): Promise<ConversationEntity> {
    await this.#may(caller);
    const conversation: StoredConversation = { id: randomBytes(16).toString('base64url'), accountId: caller.accountId, state: freshState, turns: [], answered: [], handoverId: null };
    await this.#deps.store.save(conversation);
    return this.#entity(caller, conversation);
  }

  /** One's own conversation; null where there is none, or it is somebody else's. */
  async find(caller: Caller, id: string): Promise<ConversationEntity | null> {
    await this.#may(caller);
    const conversation = await this.#deps.store.load(id);
    return conversation && isOwn(conversation, caller) ? this.#entity(caller, conversation) : null;
  }

  /**
   * Answers a message; null where a person is to answer it. Danger is answered at once, whoever else serves. Throws NOT_FOUND for a conversation that is not one's own, BAD_INPUT
   * for a bad key, IDEMPOTENCY_CONFLICT for a key that came with another text, FORBIDDEN for a delegation that does not hold.
   */
  async send(caller: Caller, message: Message): Promise<TurnEntity | null> {
    const text = message.text.slice(0, LONGEST_TEXT);
    const heard = normaliseUtterance(text).text;
    const danger = dangerIn(heard);
    if (!danger) await this.#deps.ready();
    return this.#once(caller, { ...message, text, actAs: message.actAs ?? null }, async (own, before) => {
      const { handovers, dialogue, engine, clocks } = this.#deps;
      const conversation = withTurns(before, { ...blankTurn(clocks.system.now()), author: 'RESIDENT', text: engine.redact(text) });
      const place = await this.#place(conversation);
      const plainly = (said: Said): Reply => ({ state: conversation.state, said, heard: { text: engine.redact(heard), band: 'act', top: [] } });
      if (danger) return this.#answered(own, conversation, plainly(danger));
      if (place?.state === 'WAITING' && wantsBack(heard) && (await handovers.leave(own, place.id, 'line'))) return this.#answered(own, { ...conversation, handoverId: null }, plainly(BACK));
      if (place) return { conversation, answer: null };
      this.#changed(conversation.id, null, true);
      return this.#answered(own, conversation, await dialogue.reply(conversation.state, this.#utterance(own, text, message.position ?? null)));
    });
  }

  /** Answers what waited for a sign-in or a second factor; null where nothing does. */
  async resume(caller: Caller, conversationId: string, key: string): Promise<TurnEntity | null> {
    await this.#deps.ready();
    return this.#once(caller, { conversationId, idempotencyKey: key, text: null, actAs: null }, async (own, conversation) => {
      const reply = await this.#deps.dialogue.resume(conversation.state, this.#utterance(own, '', null));
      return reply ? this.#answered(own, conversation, reply) : { conversation, answer: null };
    });
  }

  /** Gives up the hand-over of one's own conversation, also one that a clerk has taken, where another service takes the resident over. Throws NOT_FOUND where it is not one's own. */
  async leaveHandover(caller: Caller, conversationId: string): Promise<void> {
    await this.#may(caller);
    await this.#deps.store.exclusive(conversationId, async () => {
      const conversation = await this.#own(caller, conversationId);
      if (conversation.handoverId === null) return;
      await this.#deps.handovers.leave(caller, conversation.handoverId, 'anywhere');
      await this.#deps.store.save({ ...conversation, handoverId: null });
      await this.#record(caller, conversationId, 'left');
      this.#changed(conversationId, null, false);
    });
  }

  /** Notes a thumb. Throws NOT_FOUND where there is no such answer. */
  async rate(caller: Caller, conversationId: string, turnId: string, helpful: boolean): Promise<TurnEntity> {
    await this.#may(caller);
    return this.#deps.store.exclusive(conversationId, async () => {
      const conversation = await this.#own(caller, conversationId);
      const turn = conversation.turns.find(({ id, author }) => id === turnId && author === 'ASSISTANT');
      if (!turn) throw new Fault('NOT_FOUND');
      const rated = { ...turn, helpful };
      await this.#deps.log.rate(conversationId, turnId, helpful);
      await this.#deps.store.save({ ...conversation, turns: conversation.turns.map((each) => (each.id === turnId ? rated : each)) });
      await this.#record(caller, conversationId, 'rated');
      this.#changed(conversationId, turnId, false);
      return rated;
    });
  }

  /** What happens in a conversation from now on. Throws NOT_FOUND where it is not one's own. */
  async watch(caller: Caller, id: string): Promise<AsyncIterableIterator<ConversationChange>> {
    await this.#may(caller);
    let waits = (await this.#place(await this.#own(caller, id)))?.state === 'WAITING';
    const streams = this.#streams.get(id) ?? new Set();
    const stream = new WatchStream<Mark, ConversationChange>({
      most: MOST_UNREAD,
      read: async ({ turnId, typing }) => {
        const conversation = await this.#own(caller, id);
        const handover = await this.#place(conversation);
        waits = handover?.state === 'WAITING';
        return { turn: conversation.turns.find((turn) => turn.id === turnId) ?? null, typing, handover };
      },
      onOver: () => {
        stopWaiting();
        streams.delete(stream);
        if (streams.size === 0) this.#streams.delete(id);
      },
    });
    // Whoever waits sees the line grow shorter.
    const stopWaiting = this.#deps.handovers.onChange(() => waits && stream.put({ turnId: null, typing: false }));
    this.#streams.set(id, streams.add(stream));
    return stream;
  }

  /** Words of a hand-over put into a conversation, with the hand-over that is open from then on; null where the conversation is over. The same turn is put once. */
  async write(id: string, author: 'STAFF' | 'ASSISTANT', text: string, { handoverId, turnId }: { readonly handoverId: string | null; readonly turnId?: string }): Promise<TurnEntity | null> {
    return this.#deps.store.exclusive(id, async () => {
      const conversation = await this.#deps.store.load(id);
      if (!conversation) return null;
      const known = conversation.turns.find((each) => each.id === turnId);
      if (known) return known;
      const turn: TurnEntity = { ...blankTurn(this.#deps.clocks.system.now()), ...(turnId ? { id: turnId } : {}), author, text: this.#deps.engine.redact(text.slice(0, LONGEST_TEXT)), done: true };
      await this.#deps.store.save({ ...withTurns(conversation, turn), handoverId });
      this.#changed(id, turn.id, false);
      return turn;
    });
  }

  /** What was said in a conversation, for the clerk who has taken it. */
  async transcript(id: string): Promise<readonly TurnEntity[]> {
    return (await this.#deps.store.load(id))?.turns ?? [];
  }

  /** Ends all streams. */
  stop(): void {
    this.#unsubscribe();
    for (const streams of [...this.#streams.values()]) for (const stream of [...streams]) stream.end();
  }

  /** Runs a message once under its key, alone in its conversation. */
  async #once(
    caller: Caller, { conversationId, idempotencyKey: key, text, actAs }: { readonly conversationId: string; readonly idempotencyKey: string; readonly text: string | null; readonly actAs: string | null },
    work: (own: Caller, conversation: StoredConversation) => Promise<{ conversation: StoredConversation; answer: TurnEntity | null }>,
  ): Promise<TurnEntity | null> {
    await this.#may(caller);
    if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw new Fault('BAD_INPUT', { field: 'idempotencyKey', reason: 'expects 1 to 128 printable characters' });
    const own = actAs === null ? caller : await this.#deps.actingAs(caller, actAs);
    const fingerprint = createHash('sha256').update(JSON.stringify([text, actAs])).digest('base64url');
    return this.#deps.store.exclusive(conversationId, async () => {
      const stored = await this.#own(caller, conversationId);
      const earlier = stored.answered.find(([known]) => known === key);
      if (earlier) {
        if (earlier[1] !== fingerprint) throw new Fault('IDEMPOTENCY_CONFLICT');
        return stored.turns.find(({ id }) => id === earlier[2]) ?? null;
      }
      await this.#record(own, conversationId, 'message');
      const { conversation, answer } = await work(own, { ...stored, accountId: stored.accountId ?? caller.accountId });
      await this.#deps.store.save({ ...conversation, answered: [...conversation.answered, [key, fingerprint, answer?.id ?? null] as const].slice(-MOST_KEYS) });
      const before = new Set(stored.turns.map(({ id }) => id));
      for (const { id } of conversation.turns) if (!before.has(id)) this.#changed(conversationId, id, false);
      // Told after the save, as the turns are: whoever serves reads them at once.
      const place = await this.#place(conversation);
      if (place) this.#deps.handovers.heard(place.id);
      return answer;
    });
  }

  async #answered(caller: Caller, conversation: StoredConversation, reply: Reply): Promise<{ conversation: StoredConversation; answer: TurnEntity }> {
    const at = this.#deps.clocks.system.now();
    const handover = reply.said.handover === null ? null : await this.#deps.handovers.ask(caller, conversation, reply.said.handover);
    const answer = turnOf({ ...reply.said, ...(handover ? { text: handover.told } : {}) }, at, noticeOf(caller));
    this.#deps.log.note({ conversationId: conversation.id, turnId: answer.id, reply, channel: caller.channel, at });
    return { conversation: { ...withTurns(conversation, answer), state: reply.state, handoverId: handover?.id ?? conversation.handoverId }, answer };
  }

  /** Where its hand-over stands; null where the assistant answers. */
  async #place({ handoverId }: StoredConversation): Promise<HandoverPlace | null> {
    return handoverId === null ? null : this.#deps.handovers.place(handoverId);
  }

  #utterance(caller: Caller, text: string, position: SkillTurn['position']): Utterance {
    return {
      id: randomUUID(), text, position, now: this.#deps.clocks.service.now(), execute: this.#deps.executeAs({ ...caller, channel: 'bot' }),
      executeFor: async (delegationId) => this.#deps.executeAs({ ...(await refusing(this.#deps.actingAs(caller, delegationId))), channel: 'bot' }),
      speaker: { signedIn: caller.accountId !== null, sensitive: caller.assurance === 'sensitive', actingFor: caller.actingFor?.displayName ?? null },
    };
  }

  async #own(caller: Caller, id: string): Promise<StoredConversation> {
    const conversation = await this.#deps.store.load(id);
    if (!conversation || !isOwn(conversation, caller)) throw new Fault('NOT_FOUND');
    return conversation;
  }

  async #entity(caller: Caller, conversation: StoredConversation): Promise<ConversationEntity> {
    return { id: conversation.id, turns: conversation.turns, notice: noticeOf(caller), handover: await this.#place(conversation) };
  }

  async #may(caller: Caller): Promise<void> {
    await this.#deps.authoriser.check(caller, 'bot.conversation.own', { type: 'conversation', id: '' });
  }

  async #record(caller: Caller, conversationId: string, what: string): Promise<void> {
    const personIds = caller.personId === null ? [] : [caller.personId];
    // The id opens the conversation, so the record holds its hash.
    const id = createHash('sha256').update(conversationId).digest('hex').slice(0, 32);
    await this.#deps.audit.read(caller, { action: 'bot.conversation.own', subject: { type: 'conversation', id, personIds }, purpose: 'self', details: { what } });
  }

  #changed(id: string, turnId: string | null, typing: boolean): void {
    this.#deps.events.publish(CONVERSATION_CHANGED, { id, turnId, typing });
  }
}

/** A fault on the way to the contract, as the contract itself would tell it. */
async function refusing<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => Promise.reject(error instanceof Fault ? new Refusal(error.code, error.kind.zh) : error));
}

/** Whoever has the id has the conversation until its resident signs in; then it is theirs alone. */
function isOwn(conversation: StoredConversation, caller: Caller): boolean {
  return conversation.accountId === null || conversation.accountId === caller.accountId;
}

function noticeOf(caller: Caller): string | null {
  return caller.actingFor ? `正在为 ${caller.actingFor.displayName} 办理` : null;
}

function withTurns(conversation: StoredConversation, ...turns: readonly TurnEntity[]): StoredConversation {
  return { ...conversation, turns: [...conversation.turns, ...turns].slice(-MOST_TURNS) };
}

function turnOf({ text, cards, chips, asks, intent, done }: Said, at: number, notice: string | null): TurnEntity {
  return { ...blankTurn(at), text, cards, chips, asks, intent, done, notice };
}
