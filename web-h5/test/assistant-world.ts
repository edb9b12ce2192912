import { EventEmitter, on } from 'node:events';
import { GraphQLError } from 'graphql';

type Row = Record<string, unknown>;
/** Who is signed in, as far as answers depend on it. */
type Who = { readonly who: string | null; readonly sensitive: boolean; readonly acting: boolean };
type Told = { turn?: Row | null; typing?: boolean };

const MOST_WAITING = 2;
const missing = (): GraphQLError => new GraphQLError('没有找到', { extensions: { code: 'NOT_FOUND', messageEn: 'Not found' } });

/** A card of each kind, as the service sends them. */
const BOARD = { __typename: 'BoardCard', stopId: 'district:111', stopName: '云间体育中心', routeId: 'district:24', rows: [{ route: '云间24路', headsign: '方塔园', expectedAt: new Date(Date.now() + 240_000).toISOString(), etaSeconds: 240, stopsAway: 2, live: true }] };
const LIST = { __typename: 'ListCard', title: '谁看过您的数据', link: '/me/access-log', items: [{ title: '泗泾社区卫生服务中心', detail: '昨天 10:20，为您诊疗', link: null }] };
const MAP = { __typename: 'MapCard', title: '附近的车站', places: [{ name: '云间体育中心', position: { lat: 31.03, lon: 121.22, datum: 'WGS84' }, link: '/transit/stops/district:111' }, { name: '方塔园', position: { lat: 31.02, lon: 121.24, datum: 'WGS84' }, link: '/transit/stops/district:113' }] };
const FORM = { __typename: 'FormCard', title: '上报问题', fields: [{ label: '什么事', value: '路灯不亮' }, { label: '在哪里', value: null }] };
const EMERGENCY = { __typename: 'EmergencyCard', title: '着火', numbers: [{ name: '火警', number: '119' }, { name: '急救', number: '120' }] };
const say = (label: string, value = label): Row => ({ label, action: 'SAY', value });

/** The assistant of the sample: canned answers to the sentences of a test, over the contract, with a person behind it. */
export class AssistantWorld {
  readonly calls: { name: string; args: Row }[] = [];
  conversations = new Map<string, Row[]>();
  handover: 'WAITING' | 'TAKEN' | null = null;
  waitingBefore: number | null = null;
  /** Whether learning makes the evaluation worse. */
  worse = false;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #answered = new Map<string, Row | null>();
  readonly #identity: Who;
  #count = 0;

  constructor(identity: Who) {
    this.#identity = identity;
  }

  /** A person's words, or another step of the hand-over, as the service tells them. */
  tell(text: string, more: Row = {}): void {
    const turn = this.#turn('STAFF', text, more);
    for (const turns of this.conversations.values()) turns.push(turn);
    this.#changed({ turn });
  }

  /** How the hand-over moves on. */
  move(state: AssistantWorld['handover'], waitingBefore: number | null = null): void {
    this.handover = state;
    this.waitingBefore = waitingBefore;
    this.#changed({});
  }

  #turn(author: string, text: string, more: Row = {}): Row {
    this.#count += 1;
    return { id: `turn-${this.#count}`, at: new Date().toISOString(), author, text, cards: [], chips: [], notice: null, asks: null, intent: null, done: true, helpful: null, ...more };
  }

  #changed(told: Told): void {
    this.#changes.emit('told', told);
  }

  /** The answer to a sentence; what is signed in or proved by now counts. */
  #reply(text: string, position: unknown): Row {
    const notice = this.#identity.acting ? '正在为 王小宝 办理' : null;
    const answer = (words: string, more: Row = {}): Row => this.#turn('ASSISTANT', words, { notice, ...more });
    if (text.includes('着火')) return answer('请马上打 119。', { cards: [EMERGENCY], chips: [{ label: '打 119', action: 'CALL', value: '119' }] });
    if (text.includes('附近')) return position ? answer('离您最近的两个车站。', { cards: [MAP] }) : answer('您在哪里？', { asks: 'place', done: false, chips: [{ label: '用我的位置', action: 'LOCATE', value: null }] });
    if (text === '用我的位置') return answer('离您最近的两个车站。', { cards: [MAP] });
    if (text.includes('看过')) {
      if (this.#identity.who === null) return answer('这件事要先登录。', { asks: 'signin', done: false, chips: [{ label: '登录', action: 'SIGN_IN', value: null }] });
      if (!this.#identity.sensitive) return answer('请再验证一次身份。', { asks: 'factor', done: false, chips: [{ label: '验证身份', action: 'STEP_UP', value: null }] });
      return answer('最近有一家单位看过。', { cards: [LIST], chips: [{ label: '全部记录', action: 'OPEN', value: '/me/access-log' }] });
    }
    if (text.includes('路灯')) return answer('请核对后确认。', { asks: 'confirm', done: false, cards: [FORM], chips: [say('确认'), say('取消')] });
    if (text === '24路') return answer('您在哪一站等？', { asks: 'choice', done: false, chips: [say('云间体育中心（往方塔园）', '云间体育中心'), say('方塔园')] });
    if (text === '云间体育中心') return answer('24路到云间体育中心还有 4 分钟。', { cards: [BOARD], chips: [say('反方向呢')] });
    return answer(`您说的是“${text}”。`);
  }

  /** The root value's part of the assistant. */
  root(): Row {
    const heard = (name: string, answer: (args: Row) => unknown) => (args: Row): unknown => {
      this.calls.push({ name, args: JSON.parse(JSON.stringify(args)) as Row }); // graphql's arguments have no prototype
      return answer(args);
    };
    return {
      conversation: ({ id }: { id: string }) => {
        const turns = this.conversations.get(id);
        return turns ? { id, turns: () => turns, notice: this.#identity.acting ? '正在为 王小宝 办理' : null, handover: this.handover, waitingBefore: this.waitingBefore } : null;
      },
      startConversation: heard('startConversation', () => {
        const id = `conversation-${this.conversations.size + 1}`;
        this.conversations.set(id, []);
        return { id, turns: () => [], notice: null, handover: null, waitingBefore: null };
      }),
      sendMessage: heard('sendMessage', ({ conversationId, text, position, idempotencyKey }) => this.#send(String(conversationId), String(text), position, String(idempotencyKey))),
      resumeConversation: heard('resumeConversation', ({ conversationId }) => {
        const turns = this.conversations.get(String(conversationId)) ?? [];
        const open = turns.at(-1)?.['asks'];
        if (open !== 'signin' && open !== 'factor') return null;
        const answer = this.#reply('谁看过我的数据', null);
        turns.push(answer);
        return answer;
      }),
      rateTurn: heard('rateTurn', ({ turnId, helpful }) => {
        const turn = [...this.conversations.values()].flat().find(({ id }) => id === turnId);
        if (!turn) throw missing();
        return Object.assign(turn, { helpful });
      }),
      ...this.#desk(heard),
    };
  }

  #send(id: string, text: string, position: unknown, key: string): Row | null {
    const turns = this.conversations.get(id);
    if (!turns) throw missing();
    const known = this.#answered.get(key);
    if (known !== undefined) return known;
    turns.push(this.#turn('RESIDENT', text));
    let answer: Row | null = null;
    if (text === '转人工') {
      Object.assign(this, { handover: 'WAITING', waitingBefore: MOST_WAITING });
      answer = this.#turn('ASSISTANT', '正在为您转人工。');
    } else if (this.handover === null) answer = this.#reply(text, position);
    if (answer) turns.push(answer);
    this.#answered.set(key, answer);
    this.#changed(answer ? { turn: answer } : {});
    return answer;
  }

  /** The clerk's side: one conversation waits until it is taken. */
  #desk(heard: (name: string, answer: (args: Row) => unknown) => (args: Row) => unknown): Row {
    const row = (): Row => ({ id: 'h1', state: this.handover, askedAt: new Date(Date.now() - 300_000).toISOString(), reason: 'ASKED', waitingBefore: null, clerk: null, turns: () => [...this.conversations.values()].at(-1) ?? [] });
    const training = (version: number): Row => ({ version, phrases: 1200 + version, learnt: version, accepted: 0.935, refused: 0.95, intents: ['transit.arrivals', 'transit.route_info', 'community.report', 'oos'] });
    return {
      handovers: ({ state }: { state: string }) => ({ edges: this.handover === state ? [{ node: row(), cursor: '1' }] : [], pageInfo: { hasNextPage: false, hasPreviousPage: false } }),
      takeHandover: heard('takeHandover', () => {
        this.move('TAKEN');
        return row();
      }),
      answerHandover: heard('answerHandover', ({ text }) => {
        this.tell(String(text));
        return this.#turn('STAFF', String(text));
      }),
      endHandover: heard('endHandover', () => {
        this.move(null);
        return { ...row(), state: 'ENDED' };
      }),
      unclearPhrases: () => [{ id: 'c1', count: 7, examples: ['24路咋还不来', '24路啥时候来啊'], nearest: [{ intent: 'transit.arrivals', score: 0.41 }, { intent: 'transit.route_info', score: 0.22 }] }],
      assistantTraining: () => training(3),
      learnPhrases: heard('learnPhrases', () => (this.worse
        ? { __typename: 'LearningRefused', accepted: { before: 0.935, after: 0.91 }, refused: { before: 0.95, after: 0.95 } }
        : { __typename: 'PhrasesLearnt', training: training(4) })),
    };
  }

  /** The part of the root value that answers subscriptions. */
  streams(): Row {
    const conversation = async function* (world: AssistantWorld): AsyncGenerator {
      for await (const [told] of on(world.#changes, 'told')) yield { conversation: { turn: null, typing: false, ...(told as Told), handover: world.handover, waitingBefore: world.waitingBefore } };
    };
    const queue = async function* (world: AssistantWorld): AsyncGenerator {
      const changes = on(world.#changes, 'told');
      const now = (): Row => ({ handoverQueue: { waiting: world.handover === 'WAITING' ? 1 : 0, oldestAt: world.handover === 'WAITING' ? new Date(Date.now() - 300_000).toISOString() : null } });
      yield now();
      for await (const _ of changes) yield now();
    };
    return { conversation: () => conversation(this), handoverQueue: () => queue(this) };
  }
}
