import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import type { ClientSession, Connection } from 'mongoose';
import { createAudit, createAuditIndexes } from '../modules/kernel/audit/index.js';
import { anonymousCaller, type Caller } from '../modules/kernel/caller.js';
import { createFieldCipher, openFileKeystore, type FieldCipher } from '../modules/kernel/crypto/index.js';
import { Fault } from '../modules/kernel/errors.js';
import { createMemoryBus, type EventBus } from '../modules/kernel/events.js';
import { createMutationIndexes, createMutations, type Mutations } from '../modules/kernel/idempotency.js';
import type { Logger } from '../modules/kernel/module.js';
import { createAuthoriser } from '../modules/kernel/policy/index.js';
import type { Authoriser } from '../modules/kernel/policy/port.js';
import type { AuditWriter } from '../modules/kernel/audit/index.js';
import { ConversationsService } from './conversations/service.js';
import { createMemoryConversations, createRedisConversations, type ConversationStore } from './conversations/store.js';
import { Dialogue } from './dialogue/engine.js';
import { HandoverService } from './handover/service.js';
import { createLexicon, createUnderstanding } from './language/index.js';
import { LogService } from './log/service.js';
import { botPolicies } from './policy.js';
import { Refusal, type Skill } from './skills/types.js';

/** A few skills, each for one thing that a conversation may do. */
export const tinySkills: readonly Skill[] = [
  { intent: 'test.bus', title: '查公交', slots: [], phrases: ['下一班车几点来', '公交车还有多久到', '车什么时候到站', '公交到哪里了', '还要等多久车才来'], answer: async () => ({ kind: 'said', text: '3分钟后到。' }) },
  {
    intent: 'test.mine', title: '看我的账号', slots: [], phrases: ['看看我的账号', '我的账号信息', '我的账号绑定了什么', '查一下我的账号', '账号情况'],
    async answer({ speaker }) {
      if (!speaker.signedIn) throw new Refusal('UNAUTHENTICATED', '请先登录');
      if (!speaker.sensitive) throw new Refusal('STEP_UP_REQUIRED', '请再次验证身份后继续');
      return { kind: 'said', text: `这是${speaker.actingFor ?? '您自己'}的账号。` };
    },
  },
  { intent: 'test.broken', title: '坏了', slots: [], phrases: ['打印一份报表', '把报表打出来', '报表打印', '出一份报表', '要一份报表'], answer: async () => Promise.reject(new Error('the printer burns')) },
  { intent: 'chat.human', title: '转人工', slots: [], phrases: ['转人工', '人工服务', '我要找人工客服', '找个真人跟我说', '接人工'], answer: async () => ({ kind: 'human', reason: 'ASKED' }) },
];

/** Things that none of {@link tinySkills} does. */
export const tinyOutOfScope: readonly string[] = ['今天天气怎么样', '给我讲个笑话', '红烧肉怎么做', '股票涨了吗', '放一首歌', '翻译成英语', '你喜欢我吗', '一加一等于几', '火车票怎么买', '快递丢了'];

/** A signed-in resident. */
export function residentCaller(name: string, over: Partial<Caller> = {}): Caller {
  return { ...anonymousCaller('web', `request-${name}`), accountId: `account-${name}`, personId: `p-${name}`, proofed: true, assurance: 'ordinary', sessionId: `session-${name}`, ...over };
}

/** A clerk at work. */
export function clerkCaller(name: string, over: Partial<Caller> = {}): Caller {
  return residentCaller(name, { post: { id: `post-${name}`, role: 'clerk', organisationId: 'o-centre' }, ...over });
}

/** The kernel's parts over a test's database. Its clock stands at 10:00 of a working Wednesday when it begins. */
export interface BotKernel {
  readonly connection: Connection;
  readonly events: EventBus;
  readonly cipher: FieldCipher;
  readonly audit: AuditWriter;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  /** Milliseconds that its clock is ahead of the machine's; tests set it. */
  readonly time: { ahead: number };
  readonly clock: { now(): number };
  readonly logger: Logger;
  /** What was logged as an error. */
  readonly faults: unknown[];
  close(): Promise<void>;
}

/** Builds the kernel's parts. */
export async function botKernel(connection: Connection, { events, keys }: { readonly events?: EventBus; readonly keys?: string } = {}): Promise<BotKernel> {
  const faults: unknown[] = [];
  const logger: Logger = { info: () => undefined, warn: () => undefined, error: (details) => void faults.push(details) };
  const folder = keys ?? mkdtempSync(path.join(tmpdir(), 'bot-'));
  const time = { ahead: Date.parse('2026-03-18T10:00:00+08:00') - Date.now() };
  const clock = { now: () => Date.now() + time.ahead };
  const cipher = createFieldCipher(openFileKeystore(folder));
  const audit = createAudit({ connection, clock, logger });
  await createAuditIndexes(connection);
  await createMutationIndexes(connection);
  return {
    connection, events: events ?? createMemoryBus(logger), cipher, audit, time, clock, logger, faults,
    authoriser: createAuthoriser({ tables: [botPolicies.actions], consents: { agreed: async () => true }, audit }),
    mutations: createMutations({ connection, clock, cipher }),
    async close() {
      await audit.close();
      if (!keys) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Conversations, hand-overs and the log as one process runs them, with tiny skills and the real engine. */
export interface BotProcess {
  readonly kernel: BotKernel;
  readonly conversations: ConversationsService;
  readonly handovers: HandoverService;
  readonly log: LogService;
  readonly store: ConversationStore;
  /** Hand-overs of which the staff's inbox was told. */
  readonly told: string[];
  /** What was answered to residents' message inboxes, by key. */
  readonly answered: Map<string, { readonly personId: string; readonly clerk: string; readonly words: string }>;
  stop(): Promise<void>;
}

/** What a test wants otherwise. */
export interface BotProcessOptions {
  readonly redis?: Redis;
  readonly skills?: readonly Skill[];
  readonly ready?: () => Promise<void>;
  readonly keys?: string;
  readonly events?: EventBus;
}

/** Builds one process of the assistant over the real stores. */
export async function botProcess(connection: Connection, { redis, skills = tinySkills, ready = async () => undefined, ...options }: BotProcessOptions = {}): Promise<BotProcess> {
  const kernel = await botKernel(connection, options);
  const { clock, cipher } = kernel;
  const clocks = { service: clock, system: clock };
  const engine = createUnderstanding({ skills, lexicon: createLexicon(), outOfScope: tinyOutOfScope, clock });
  const told: string[] = [];
  const answered: BotProcess['answered'] = new Map();
  const log = new LogService({ ...kernel, versions: () => ({ training: 1, lexicon: 1 }) });
  const parts: { conversations?: ConversationsService } = {};
  const handovers = new HandoverService({
    ...kernel, clocks, hours: { from: '09:00', until: '17:00', worksOn: (day) => day !== '2026-03-21' && day !== '2026-03-22' },
    inbox: { tell: async (_session: ClientSession, id: string) => void (told.includes(id) || told.push(id)) },
    residents: { answer: async (_session, { key, ...answer }) => void answered.set(key, answer) }, redact: (text) => engine.redact(text),
    nameOf: async ({ accountId }) => `工作人员${accountId ?? ''}`,
    conversations() {
      if (!parts.conversations) throw new Error('conversations are not there yet');
      return parts.conversations;
    },
  });
  const store = redis ? createRedisConversations(redis, cipher) : createMemoryConversations(clock);
  const conversations = (parts.conversations = new ConversationsService({
    ...kernel, clocks, store, handovers, log, ready, engine, dialogue: new Dialogue({ engine, skills, lookUp: () => null }),
    async actingAs(caller, delegationId) {
      if (delegationId !== 'delegation-wang-xiaobao') throw new Fault('FORBIDDEN');
      return { ...caller, actingFor: { delegationId, kind: 'person', id: 'p-xiaobao', displayName: '王小宝', scopes: ['health.read'] } };
    },
    executeAs: () => async () => Promise.reject(new Error('the tiny skills ask nothing of the contract')),
  }));
  await handovers.prepare();
  await log.prepare();
  return {
    kernel, conversations, handovers, log, store, told, answered,
    async stop() {
      conversations.stop();
      await log.stop();
      await kernel.close();
    },
  };
}
