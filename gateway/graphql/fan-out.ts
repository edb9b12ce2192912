import type { DocumentNode, ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { RequestContext } from '../../modules/kernel/module.js';
import type { Executor } from './executor.js';

/** A client that fell this far behind is cut off; it reconnects and gets the newest. */
const MOST_BUFFERED = 1_000_000;
/** Close code that clients reconnect on (RFC 6455 registry: try again later). */
export const TRY_AGAIN = 1013;

/** One operation of one client, as a subscription. */
export interface Subscriber {
  readonly socket: WebSocket;
  readonly operationId: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Identifies the document: same key, same document. */
  readonly documentKey: string;
  readonly variables: Record<string, unknown>;
  readonly context: RequestContext;
  /** What the caller may see: subscribers of one key share their payloads. Empty: what anybody may. */
  readonly rights: string;
}

function isStream(started: AsyncIterable<ExecutionResult> | ExecutionResult): started is AsyncIterable<ExecutionResult> {
  return Symbol.asyncIterator in started;
}

/** Subscribers of the same document, variables and rights: each event is executed and serialised once for all of them. */
class Group {
  readonly #members = new Set<Member>();
  readonly #source: AsyncIterator<ExecutionResult>;
  readonly #render: (result: ExecutionResult) => string;
  readonly #onEmpty: () => void;
  #closed = false;
  /** Counts events, so that a joiner notices one that fell between its own reading and its joining. */
  events = 0;
  latest: Buffer | null = null;

  constructor(source: AsyncIterable<ExecutionResult>, render: (result: ExecutionResult) => string, onEmpty: () => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#render = render;
    this.#onEmpty = onEmpty;
    void this.#pump();
  }

  join(member: Member): void {
    this.#members.add(member);
    member.group = this;
    if (this.#closed) member.end();
  }

  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size > 0 || this.#closed) return;
    this.#closed = true;
    this.#onEmpty();
    void this.#source.return?.();
  }

  async #pump(): Promise<void> {
    try {
      for (let step = await this.#source.next(); step.done !== true; step = await this.#source.next()) {
        this.events++;
        this.latest = Buffer.from(this.#render(step.value));
        for (const member of this.#members) member.send(this.latest);
      }
    } catch {
      // A source that throws (a right that ended, a record that is gone) ends for its members as one that is over; the process goes on.
    } finally {
      this.#closed = true;
      this.#onEmpty();
      for (const member of this.#members) member.end();
    }
  }
}

/**
 * One subscriber's end. To graphql-ws it is an iterable that yields nothing and ends when the stream does; the frames
 * go straight to the socket, where only the envelope with the operation's id is this client's own.
 */
class Member implements AsyncIterableIterator<never> {
  readonly #socket: WebSocket;
  readonly #prefix: Buffer;
  readonly #onEnd: (member: Member) => void;
  #finish: ((result: IteratorResult<never>) => void) | null = null;
  #ended = false;
  #quiet = true;
  group: Group | null = null;
  subscriber: Subscriber;

  /** Says nothing until `speak`. */
  constructor(subscriber: Subscriber, onEnd: (member: Member) => void) {
    this.subscriber = subscriber;
    this.#socket = subscriber.socket;
    this.#prefix = Buffer.from(`{"id":${JSON.stringify(subscriber.operationId)},"type":"next","payload":`);
    this.#onEnd = onEnd;
  }

  send(payload: Buffer): void {
    if (this.#ended || this.#quiet) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED) this.#socket.close(TRY_AGAIN, 'too slow');
    else this.#socket.send(Buffer.concat([this.#prefix, payload, CLOSING]), { binary: false });
  }

  speak(): void {
    this.#quiet = false;
  }

  hush(): void {
    this.#quiet = true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Leaves its group without ending, for another. */
  move(): void {
    this.hush();
    this.group?.leave(this);
    this.group = null;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.group?.leave(this);
    this.#onEnd(this);
    this.#finish?.({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<never>> {
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => (this.#finish = resolve));
  }

  return(): Promise<IteratorResult<never>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const CLOSING = Buffer.from('}');

/** All running subscriptions of a process. */
export class FanOut {
  readonly #executor: Executor;
  readonly #groups = new Map<string, Promise<Group | ExecutionResult>>();
  readonly #onCount: (change: 1 | -1) => void;
  readonly #members = new Map<WebSocket, Set<Member>>();

  /** @param onCount told when a subscription begins (1) and ends (−1) */
  constructor(executor: Executor, onCount: (change: 1 | -1) => void) {
    this.#executor = executor;
    this.#onCount = onCount;
  }

  /** How many groups run. */
  get groups(): number {
    return this.#groups.size;
  }

  /** Joins the group of a subscriber, or founds it; an ExecutionResult with errors where the stream cannot start. */
  async subscribe(subscriber: Subscriber): Promise<AsyncIterableIterator<never> | ExecutionResult> {
    const member = new Member(subscriber, (ended) => this.#left(ended));
    const refused = await this.#enter(member, () => this.#joined(member));
    return refused ?? member;
  }

  /**
   * Goes on with other rights on a socket: each of its operations is authorised anew and told how things are under them;
   * one that may not go on is told why and ends. What anybody may see goes on as it is.
   */
  async rightsChanged(socket: WebSocket, context: RequestContext, rights: string): Promise<void> {
    const changed = [...(this.#members.get(socket) ?? [])].filter(({ subscriber }) => subscriber.rights !== '' && subscriber.rights !== rights);
    await Promise.all(changed.map(async (member) => {
      member.move();
      member.subscriber = { ...member.subscriber, rights, context };
      const refused = await this.#enter(member, () => undefined);
      if (!refused) return;
      member.speak();
      member.send(Buffer.from(this.#executor.render(refused, context)));
      member.end();
    }));
  }

  /** Puts a member into its group, founded where there is none; the refusal where the stream cannot start. */
  async #enter(member: Member, onJoin: () => void): Promise<ExecutionResult | null> {
    const { subscriber } = member;
    const key = JSON.stringify([subscriber.documentKey, subscriber.operationName, subscriber.variables, subscriber.rights]);
    const existing = this.#groups.get(key);
    const group = await (existing ?? this.#found(key, subscriber));
    if (!(group instanceof Group)) return group;
    onJoin();
    if (!existing) member.speak();
    group.join(member);
    if (member.ended) group.leave(member);
    else if (existing) await this.#greet(group, member, subscriber);
    else if (group.latest) member.send(group.latest);
    return null;
  }

  #joined(member: Member): void {
    this.#onCount(1);
    const { socket } = member.subscriber;
    this.#members.set(socket, (this.#members.get(socket) ?? new Set()).add(member));
  }

  #left(member: Member): void {
    this.#onCount(-1);
    const { socket } = member.subscriber;
    const others = this.#members.get(socket);
    others?.delete(member);
    if (others?.size === 0) this.#members.delete(socket);
  }

  /** Tells a later joiner how things are now, not how they were at the last event. */
  async #greet(group: Group, member: Member, subscriber: Subscriber): Promise<void> {
    const before = group.events;
    const first = await this.#first(subscriber);
    member.speak();
    if (first) member.send(first);
    if (group.events !== before && group.latest) member.send(group.latest);
  }

  #found(key: string, subscriber: Subscriber): Promise<Group | ExecutionResult> {
    const founding = this.#start(subscriber).then((started) => {
      if (!isStream(started)) {
        this.#groups.delete(key);
        return started;
      }
      return new Group(started, (result) => this.#executor.render(result, subscriber.context), () => this.#groups.delete(key));
    });
    this.#groups.set(key, founding);
    founding.catch(() => this.#groups.delete(key));
    return founding;
  }

  async #first(subscriber: Subscriber): Promise<Buffer | null> {
    const started = await this.#start(subscriber);
    if (!isStream(started)) return null;
    const iterator = started[Symbol.asyncIterator]();
    const { value, done } = await iterator.next();
    await iterator.return?.();
    return done === true ? null : Buffer.from(this.#executor.render(value, subscriber.context));
  }

  #start({ document, context, variables, operationName }: Subscriber): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    return this.#executor.subscribe(document, context, variables, operationName);
  }
}
