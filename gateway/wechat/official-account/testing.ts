import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { ChipEntity, TurnEntity } from '../../../bot/contract.js';
import type { ConversationChange } from '../../../bot/conversations/types.js';
import { anonymousCaller, type Caller } from '../../../modules/kernel/caller.js';
import { Fault } from '../../../modules/kernel/errors.js';
import type { Door } from '../../../modules/kernel/module.js';
import { readBody } from '../../http/body.js';
import type { AssistantPort } from './assistant.js';

/** Doors on a port of their own. */
export async function serveDoors(doors: readonly Door[]): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const door = doors.find(({ method, path }) => method === request.method && path === url.pathname);
    const answer = async (): Promise<void> => {
      if (!door) throw new Fault('NOT_FOUND');
      const body = door.maxBodyBytes > 0 ? await readBody(request, door.maxBodyBytes) : Buffer.alloc(0);
      const { status = 200, contentType = 'text/plain', body: text } = await door.handle({ caller: anonymousCaller('web', randomUUID()), params: {}, query: url.searchParams, headers: request.headers, body });
      response.writeHead(status, { 'content-type': contentType }).end(text);
    };
    answer().catch((error: unknown) => response.writeHead(error instanceof Fault ? error.kind.status : 500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** A turn of the assistant. */
export function turnOf(over: Partial<TurnEntity> = {}): TurnEntity {
  return { id: randomUUID(), at: 0, author: 'ASSISTANT', text: '好的', cards: [], chips: [], notice: null, asks: null, intent: null, done: true, helpful: null, ...over };
}

/** A chip that says something. */
export const sayChip = (label: string, value = label): ChipEntity => ({ label, action: 'SAY', value });

/** What the scripted assistant was told. */
export type Told = Parameters<AssistantPort['send']>[1] & { readonly caller: Caller };

/** An assistant that answers by a script; conversations belong to whoever signed in in them, as with the real one. */
export class ScriptedAssistant implements AssistantPort {
  readonly told: Told[] = [];
  readonly left: string[] = [];
  /** What is answered; the text itself without. */
  script: (message: Told) => Promise<TurnEntity | null> | TurnEntity | null = ({ text }) => turnOf({ text: `答：${text}` });
  handover: { readonly id: string; readonly state: 'WAITING' | 'TAKEN'; readonly waitingBefore: number | null } | null = null;
  #begun = 0;
  readonly #owners = new Map<string, string | null>();
  readonly #watchers = new Set<(change: ConversationChange) => void>();

  async start(caller: Caller) {
    const id = `conversation-${++this.#begun}`;
    this.#owners.set(id, caller.accountId);
    return { id, turns: [], notice: null, handover: null };
  }

  async send(caller: Caller, message: Parameters<AssistantPort['send']>[1]) {
    this.#own(caller, message.conversationId);
    this.#owners.set(message.conversationId, this.#owners.get(message.conversationId) ?? caller.accountId);
    const told = { ...message, caller };
    this.told.push(told);
    return this.script(told);
  }

  async find(caller: Caller, id: string) {
    this.#own(caller, id);
    return { id, turns: [], notice: null, handover: this.handover };
  }

  async leaveHandover(_caller: Caller, conversationId: string) {
    this.left.push(conversationId);
    this.handover = null;
  }

  async watch(caller: Caller, id: string): Promise<AsyncIterableIterator<ConversationChange>> {
    this.#own(caller, id);
    const waiting: ConversationChange[] = [];
    let over = false;
    let wake = (): void => undefined;
    const hear = (change: ConversationChange): void => {
      waiting.push(change);
      wake();
    };
    this.#watchers.add(hear);
    const end = async (): Promise<IteratorResult<ConversationChange>> => {
      over = true;
      this.#watchers.delete(hear);
      wake();
      return { value: undefined, done: true };
    };
    const stream: AsyncIterableIterator<ConversationChange> = {
      async next() {
        while (!over && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const value = waiting.shift();
        return over || !value ? { value: undefined, done: true } : { value, done: false };
      },
      return: end,
      [Symbol.asyncIterator]: () => stream,
    };
    return stream;
  }

  /** How many streams are open. */
  get watched(): number {
    return this.#watchers.size;
  }

  /** Something happens in a conversation. */
  happen(change: ConversationChange): void {
    for (const hear of [...this.#watchers]) hear(change);
  }

  /** A conversation that is forgotten. */
  forget(id: string): void {
    this.#owners.delete(id);
  }

  #own(caller: Caller, id: string): void {
    const owner = this.#owners.get(id);
    if (owner === undefined || (owner !== null && owner !== caller.accountId)) throw new Fault('NOT_FOUND');
  }
}
