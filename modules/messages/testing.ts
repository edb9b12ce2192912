import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { createAudit, createAuditIndexes } from '../kernel/audit/index.js';
import { anonymousCaller, type ActingFor, type Caller } from '../kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../kernel/crypto/index.js';
import { withTransaction } from '../kernel/db.js';
import { createMemoryBus, type EventBus } from '../kernel/events.js';
import type { Logger } from '../kernel/module.js';
import { MongoOutbox } from '../kernel/outbox.js';
import { createAuthoriser } from '../kernel/policy/index.js';
import type { AddressBook, ChannelAnswer, ChannelReceipt, MessageTemplate, Notice, SmsChannel, WechatChannel } from './contract.js';
import { createMessages, type Messages } from './index.js';
import { messagesPolicies } from './policy.js';

/** A channel that remembers what it was handed, answers as it is told, and reports when it is told. */
export class FakeChannel<Sent extends { readonly key: string }> {
  readonly sent: Sent[] = [];
  /** What to do with the next ones, first come first served; after them all are accepted. */
  readonly answers: (ChannelAnswer | Error)[] = [];
  readonly #listeners = new Set<(receipt: ChannelReceipt) => Promise<void>>();

  async send(message: Sent): Promise<ChannelAnswer> {
    this.sent.push(message);
    const answer = this.answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? { outcome: 'ACCEPTED', providerId: `fake-${this.sent.length}` };
  }

  onReceipt(listener: (receipt: ChannelReceipt) => Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reports as the provider would; resolves when all who listen have it. */
  async report(receipt: ChannelReceipt): Promise<void> {
    await Promise.all([...this.#listeners].map((listener) => listener(receipt)));
  }
}

/** A fake of the SMS port. */
export class FakeSms extends FakeChannel<Parameters<SmsChannel['send']>[0]> implements SmsChannel {}
/** A fake of the WeChat port. */
export class FakeWechat extends FakeChannel<Parameters<WechatChannel['send']>[0]> implements WechatChannel {}

/** An address book in which everybody has a phone and WeChat, but for those who are named. */
export function fakeAddresses(nowhere: readonly string[] = []): AddressBook {
  const unless = (personId: string, address: string): string | null => (nowhere.includes(personId) ? null : address);
  return {
    phoneOf: async (personId) => unless(personId, `1390000${personId.length.toString().padStart(4, '0')}`),
    wechatOf: async (personId) => unless(personId, `open-${personId}`),
  };
}

/** Templates for tests: one that rings by both channels, one urgent, one for the inbox alone. */
export const TEST_TEMPLATES: readonly MessageTemplate[] = [
  {
    name: 'test.application', version: 3, kind: 'AFFAIRS', params: ['name', 'result'],
    title: { zh: '办件有进展', en: 'News of your application' },
    body: { zh: '您申请的{name}：{result}', en: 'Your application “{name}”: {result}' },
    sms: { zh: '【云间区】您的办件有进展，请登录查看', en: '[Yunjian] News of your application. Sign in to read it.' },
    wechat: { templateId: 'application', fields: { thing1: { zh: '{name}', en: '{name}' }, phrase2: { zh: '{result}', en: '{result}' } } },
  },
  {
    name: 'test.new-device', version: 1, kind: 'SECURITY', urgent: true, params: ['device'],
    title: { zh: '新设备登录', en: 'Sign-in from a new device' },
    body: { zh: '您的账号在{device}登录', en: 'Your account was used on {device}' },
    sms: { zh: '【云间区】您的账号在新设备登录', en: '[Yunjian] Your account was used on a new device.' },
  },
  { name: 'test.note', version: 1, kind: 'COMMUNITY', params: ['text'], title: { zh: '通知', en: 'Note' }, body: { zh: '{text}', en: '{text}' } },
];

/** A signed-in, proofed person. */
export function personCaller(personId: string, over: Partial<Caller> = {}): Caller {
  return { ...anonymousCaller('web', 'request-1'), accountId: `account-${personId}`, personId, proofed: true, assurance: 'ordinary', sessionId: 'session-1', ...over };
}

/** What a guardian's session carries. */
export function actingFor(personId: string, scopes: readonly string[]): ActingFor {
  return { delegationId: `delegation-${personId}`, kind: 'person', id: personId, displayName: '王小宝', scopes };
}

/** The module as one process runs it, with fakes at its edges. */
export interface MessagesProcess {
  readonly messages: Messages;
  readonly outbox: MongoOutbox;
  readonly sms: FakeSms;
  readonly wechat: FakeWechat;
  /** Milliseconds that its system clock is ahead; tests set it. */
  readonly time: { ahead: number };
  /** Puts a notice in a transaction of its own. */
  notify(notice: Partial<Notice> & { readonly key: string }): Promise<void>;
  stop(): Promise<void>;
}

/** What a test wants otherwise. */
export interface ProcessOptions {
  readonly events?: EventBus;
  readonly addresses?: AddressBook;
  readonly templates?: readonly MessageTemplate[];
  /** Folder of the keystore, where several processes share one. */
  readonly keys?: string;
  /** False: puts only, as a process does whose workers have not begun. */
  readonly work?: boolean;
  readonly lookMs?: number;
  readonly leaseMs?: number;
  readonly sms?: SmsChannel;
  /** Whether people agree to WeChat; they do if left out. */
  readonly agreed?: () => boolean;
  readonly logger?: Logger;
}

/** Builds the module over the real stores, real audit and real policy. Its clock stands at 2026-01-15 10:00 in the district at its start. */
export async function messagesProcess(connection: Connection, options: ProcessOptions = {}): Promise<MessagesProcess> {
  const quiet = (): void => undefined;
  const logger = options.logger ?? { info: quiet, warn: quiet, error: quiet };
  const folder = options.keys ?? mkdtempSync(path.join(tmpdir(), 'messages-'));
  const time = { ahead: Date.UTC(2026, 0, 15, 2) - Date.now() };
  const clock = { now: () => Date.now() + time.ahead };
  const events = options.events ?? createMemoryBus(logger);
  const audit = createAudit({ connection, clock, logger });
  const consents = { agreed: async () => options.agreed?.() ?? true };
  const outbox = new MongoOutbox({ connection, clock, events, logger, lookMs: options.lookMs ?? 20, leaseMs: options.leaseMs ?? 5000 });
  const [sms, wechat] = [new FakeSms(), new FakeWechat()];
  const messages = createMessages({
    connection, logger, events, outbox, audit, wechat, consents,
    clocks: { service: clock, system: clock },
    cipher: createFieldCipher(openFileKeystore(folder)),
    authoriser: createAuthoriser({ tables: [messagesPolicies.actions], consents, audit }),
    templates: options.templates ?? TEST_TEMPLATES,
    addresses: options.addresses ?? fakeAddresses(),
    sms: options.sms ?? sms,
    pauseMs: () => 10,
  });
  await createAuditIndexes(connection);
  if (options.work !== false) await messages.start();
  return {
    messages, outbox, sms, wechat, time,
    notify: (notice) => withTransaction(connection, (session) => messages.notifier.notify(session, { personId: 'p-wang', template: 'test.note', params: { text: '停水通知' }, ...notice })),
    async stop() {
      await messages.stop();
      await audit.close();
      if (!options.keys) rmSync(folder, { recursive: true, force: true });
    },
  };
}
