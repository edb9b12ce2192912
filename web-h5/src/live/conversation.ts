import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import {
  ConversationChangedDocument, ConversationDocument, RateTurnDocument, ResumeConversationDocument, SendMessageDocument, StartConversationDocument,
  type ChatTurnFragment, type HandoverState, type PositionInput,
} from '../graphql/__generated__/operations.js';
import { withState, withTurn, withTurns, type ChatItem, type Outgoing } from '../lib/chat-list.js';
import { forgetConversation, rememberConversation, rememberedConversation } from '../lib/conversation-key.js';
import { useAsk } from './ask.js';
import { useLive } from './live.js';
import { newKey } from './send.js';
import { useStream } from './stream.js';
import { troubleOf } from './trouble.js';

/** So long an answer may take before the message counts as not sent. */
const PATIENCE_MS = 20_000;
/** How often somebody who waits for a person asks where they stand. */
const QUEUE_MS = 5_000;

/** The conversation with the assistant, as a page shows it. */
export interface Conversation {
  readonly items: ShallowRef<readonly ChatItem[]>;
  /** False while an earlier conversation is being fetched. */
  readonly ready: ComputedRef<boolean>;
  /** The other side is writing. */
  readonly typing: ComputedRef<boolean>;
  readonly handover: Ref<HandoverState | null>;
  readonly waitingBefore: Ref<number | null>;
  /** For whom it is held: 正在为 王小宝 办理. */
  readonly notice: ComputedRef<string | null>;
  send(text: string, position?: PositionInput | null): Promise<void>;
  /** Sends a message that failed once more, under its key. */
  resend(message: Outgoing): Promise<void>;
  /** Has the question answered that waited for a sign-in or a second factor. */
  resume(): Promise<void>;
  /** False where the thumb was not noted. */
  rate(turnId: string, helpful: boolean): Promise<boolean>;
  /** Forgets this conversation; the next message begins another. */
  startAnew(): void;
}

/** What the service tells of a conversation: by HTTP first, then by subscription, and by HTTP again while that is away. */
function useTold(id: Ref<string | null>) {
  const items = shallowRef<readonly ChatItem[]>([]);
  const writing = ref(false);
  const handover = ref<HandoverState | null>(null);
  const waitingBefore = ref<number | null>(null);
  const updates = ref(0);
  const ask = useAsk(ConversationDocument, () => (id.value === null ? null : { id: id.value }), { keep: true });
  const forget = (): void => {
    id.value = null;
    items.value = [];
    writing.value = false;
    handover.value = null;
    waitingBefore.value = null;
    forgetConversation();
  };
  const hear = (turn: ChatTurnFragment | null | undefined): void => {
    if (!turn) return;
    items.value = withTurn(items.value, turn);
    if (turn.author !== 'RESIDENT') writing.value = false;
  };
  watch(ask.data, (data) => {
    if (!data || id.value === null) return;
    const told = data.conversation;
    // Over, or somebody else's by now; a message under way finds that out for itself.
    if (!told) return items.value.some(({ mine }) => mine) ? undefined : forget();
    if (told.id !== id.value) return;
    items.value = withTurns(items.value, told.turns);
    handover.value = told.handover ?? null;
    waitingBefore.value = told.waitingBefore ?? null;
  });
  useStream(ConversationChangedDocument, () => (id.value === null ? null : { id: id.value }), ({ conversation }) => {
    const { turn, typing, handover: state, waitingBefore: before } = conversation;
    updates.value += 1;
    writing.value = typing;
    handover.value = state ?? null;
    waitingBefore.value = before ?? null;
    hear(turn);
    // What was asked before this change would tell how it stood before.
    if (ask.loading.value) ask.again();
  });
  const queue = setInterval(() => handover.value === 'WAITING' && !document.hidden && ask.again(), QUEUE_MS);
  onScopeDispose(() => clearInterval(queue));
  return { items, writing, handover, waitingBefore, updates, ask, forget, hear };
}

/** Follows the phone's conversation; the first message begins one where there is none. */
export function useConversation(): Conversation {
  const { client } = useLive();
  const id = ref(rememberedConversation());
  const { items, writing, handover, waitingBefore, updates, ask, forget, hear } = useTold(id);
  const resuming = ref(false);
  const begun = ref(false);
  let line = Promise.resolve();

  /** The conversation to speak in; null where none could be begun. */
  async function opened(): Promise<string | null> {
    if (id.value !== null) return id.value;
    const { data } = await inTime(client.mutation(StartConversationDocument, {}).toPromise());
    if (!data) return null;
    begun.value = true;
    rememberConversation(data.startConversation.id);
    return (id.value = data.startConversation.id);
  }

  /** One message: whether it arrived. A conversation that is over is followed by a new one. */
  async function deliver({ key, text, position }: Outgoing, again = true): Promise<boolean> {
    const conversationId = await opened();
    if (conversationId === null) return false;
    const before = updates.value;
    const { data, error } = await inTime(client.mutation(SendMessageDocument, { conversationId, text, position, idempotencyKey: key }).toPromise());
    if (error && again && troubleOf(error).code === 'NOT_FOUND') {
      const unsent = items.value.filter(({ mine }) => mine !== undefined && mine.state !== 'sent');
      forget();
      items.value = unsent;
      return deliver({ key, text, at: 0, state: 'sending', position }, false);
    }
    if (!data) return false;
    items.value = withState(items.value, key, 'sent');
    hear(data.sendMessage);
    // The live line was not up yet, or is down: what else has changed is asked for.
    if (updates.value === before) ask.again();
    return true;
  }

  /** Messages go out one after the other, so that they arrive as they were written. */
  function dispatch(message: Outgoing): Promise<void> {
    line = line.then(async () => {
      const sent = await deliver(message).catch(() => false);
      writing.value = false;
      if (!sent) items.value = withState(items.value, message.key, 'failed');
    });
    return line;
  }

  return {
    items, handover, waitingBefore,
    startAnew: forget,
    ready: computed(() => id.value === null || begun.value || items.value.length > 0 || ask.data.value !== null),
    typing: computed(() => writing.value || resuming.value || (handover.value === null && items.value.some(({ mine }) => mine?.state === 'sending'))),
    notice: computed(() => ask.data.value?.conversation?.notice ?? null),
    send(text, position = null) {
      const mine: Outgoing = { key: newKey(), text, at: Date.now(), state: 'sending', position };
      items.value = [...items.value, { mine }];
      return dispatch(mine);
    },
    resend(message) {
      items.value = withState(items.value, message.key, 'sending');
      return dispatch(message);
    },
    async resume() {
      if (id.value === null) return;
      resuming.value = true;
      const { data } = await client.mutation(ResumeConversationDocument, { conversationId: id.value, idempotencyKey: newKey() }).toPromise();
      resuming.value = false;
      hear(data?.resumeConversation);
    },
    async rate(turnId, helpful) {
      if (id.value === null) return false;
      const { data } = await client.mutation(RateTurnDocument, { conversationId: id.value, turnId, helpful }).toPromise();
      hear(data?.rateTurn);
      return data !== undefined;
    },
  };
}

/** What comes within {@link PATIENCE_MS}; a line that is dead without saying so throws instead. */
function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
