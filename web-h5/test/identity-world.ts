import { EventEmitter, on } from 'node:events';
import { GraphQLError } from 'graphql';

type Row = Record<string, unknown>;
type Lang = { language?: string | null };

const AGO = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const AHEAD = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const fault = (code: string, zh: string, en: string): GraphQLError => new GraphQLError(zh, { extensions: { code, messageEn: en } });
const text = (zh: string, en: string) => ({ language }: Lang): string => (language === 'EN' ? en : zh);
const page = (nodes: readonly Row[]): Row => ({ edges: nodes.map((node, index) => ({ node, cursor: String(index) })), nodes, pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: null }, totalCount: nodes.length });

/** The post that somebody holds in the sample. */
export type SampleRole = 'SECURITY_ADMIN' | 'AUDIT_ADMIN' | 'SITE_ADMIN' | 'CLERK' | 'DOCTOR';

/** People, delegations and messages of the sample, which a test signs in and changes. */
export class IdentityWorld {
  /** Who is signed in on the one browser of a test; null for nobody. */
  who: 'resident' | 'staff' | 'guest' | null = null;
  role: SampleRole = 'SECURITY_ADMIN';
  /** Whether a second factor was proved. */
  sensitive = false;
  acting = false;
  hasPassword = true;
  bound = false;
  /** Every mutation that was answered or refused, with its arguments, in order. */
  readonly calls: { name: string; args: Row }[] = [];
  consents: Row[] = [{ purpose: 'service.identity', version: 1, given: true, at: AGO(9000), by: null }];
  disputes: Row[] = [];
  disabled = false;
  childState = 'ACTIVE';
  siteConsent = true;
  corrections: Row[] = [];
  preferences = { language: 'ZH_HANS', kinds: [{ kind: 'SECURITY', sms: true, wechat: true, fixed: true }, { kind: 'HEALTH', sms: true, wechat: false, fixed: false }], quietHours: { from: '22:00', until: '07:30' } };
  reminders: Row[] = [{ id: 'b1', kind: 'LEAVE_HOME', stop: { id: 'district:111', name: () => '云间体育中心' }, route: { id: 'district:24', shortName: () => '云间24路' }, setAt: AGO(5), expiresAt: AHEAD(1) }];
  sessions: Row[] = [
    { id: 's1', current: true, channel: 'web', device: 'Chrome · Android', startedAt: AGO(90), lastSeenAt: AGO(0), endsAt: AHEAD(30) },
    { id: 's2', current: false, channel: 'wechat', device: '微信 · iPhone', startedAt: AGO(9000), lastSeenAt: AGO(700), endsAt: AHEAD(12) },
  ];
  messages: Row[] = [this.message('m1', '预约成功', 'Booked'), { ...this.message('m0', '新设备登录', 'New device'), readAt: AGO(30) }];
  readonly changes = new EventEmitter().setMaxListeners(0);

  message(id: string, zh: string, en: string): Row {
    return { id, kind: 'HEALTH', title: text(zh, en), body: text('王小宝的接种预约已确认：明天上午 9 点，泗泾社区卫生服务中心。', 'The vaccination is booked: tomorrow at 9.'), link: '/me/delegations', sentAt: AGO(60), readAt: null, deliveries: [] };
  }

  /** A message arrives, as from another process. */
  arrive(id: string, zh: string, en: string): void {
    this.messages = [this.message(id, zh, en), ...this.messages];
    this.changes.emit('inbox');
  }

  /** The session is ended from another device. */
  endElsewhere(): void {
    this.who = null;
    this.changes.emit('session');
  }

  get unread(): number {
    return this.messages.filter(({ readAt }) => readAt === null).length;
  }

  #account(): Row {
    const staff = this.who === 'staff';
    return {
      id: staff ? 'acc-staff' : 'acc-wang', displayName: staff ? '李安' : '王芳', phone: '138****5678', kind: staff ? 'STAFF' : this.who === 'guest' ? 'GUEST' : 'RESIDENT', proofed: this.who !== 'guest', disabled: false,
      posts: staff ? [{ id: 'post-1', role: this.role, title: '管理员', from: '2026-01-01', until: null, organisation: { id: 'org-1', name: '区数据局', kind: 'DEPARTMENT' } }] : [],
      factors: this.bound || staff ? ['SMS', 'AUTHENTICATOR'] : ['SMS'], hasPassword: this.hasPassword, passwordExpiresAt: null, createdAt: AGO(90_000),
    };
  }

  #edge(): Row {
    return {
      id: 'd1', kind: 'GUARDIAN', actor: { id: 'p1', displayName: '王芳' }, principal: { id: 'p2', displayName: '王小宝' }, scopes: ['health.*', 'education.*', 'consent.give'], state: this.childState, basis: 'HOUSEHOLD_REGISTER',
      from: AGO(5000), until: AHEAD(3000), endsBecause: text('满18周岁', 'comes of age'), refusal: null,
    };
  }

  #claim(): Row {
    return { ...this.#edge(), id: 'd9', state: 'PENDING', basis: 'CLERK', actor: { id: 'p3', displayName: '王强' }, endsBecause: null };
  }

  #site(): Row {
    return { id: 'site-1', name: () => '区教育局网站', address: 'https://edu.example.cn/', kind: 'WEB', department: { id: 'org-1', name: () => '区教育局' } };
  }

  #me(): Row | null {
    if (this.who === null) return null;
    const entry = (id: string, zh: string, en: string): Row => ({ id, at: AGO(200), who: text(zh, en), what: text('查看了健康档案', 'read the health record'), purpose: text('为您诊疗', 'treatment'), emergency: id === 'e2', disputed: this.disputes.some((item) => item['entryId'] === id) });
    const entries = [entry('e1', '泗泾社区卫生服务中心 李医生', 'Sijing health centre, Dr Li'), entry('e2', '区中心医院 急诊科', 'District hospital, emergency')];
    return {
      account: this.#account(), person: { id: 'p1', name: '王芳', identifier: '310199********002X', identifierKind: 'RESIDENT_ID', birthDate: '1990-05-01', age: 36 },
      actingFor: this.acting ? { delegation: this.#edge(), displayName: '王小宝', notice: text('正在为 王小宝 办理', 'Acting for 王小宝') } : null,
      postId: this.who === 'staff' ? 'post-1' : null, assurance: this.sensitive ? 'SENSITIVE' : 'ORDINARY', sensitiveUntil: null, stepUpMethods: this.bound || this.who === 'staff' ? ['SMS', 'AUTHENTICATOR'] : ['SMS'],
      delegationsHeld: [this.#edge()], delegationsGiven: [{ ...this.#edge(), id: 'd2', kind: 'CARER', basis: 'GRANTED', actor: { id: 'p3', displayName: '王强' }, principal: { id: 'p1', displayName: '王芳' }, scopes: ['affairs.apply'], state: 'ACTIVE', endsBecause: null }],
      delegationsToConfirm: [this.#claim()], corrections: this.corrections,
      siteConsents: this.siteConsent ? [{ site: this.#site(), granted: [{ name: 'profile', description: text('您的姓氏', 'Your family name') }], refused: [], at: AGO(400) }] : [],
      guest: this.who === 'guest' ? { name: 'MAYA SAMPLE', passportNumber: 'SA***40', issuingCountry: 'DEU', birthDate: '1993-07-14', email: null, phone: '179****0040', phoneConfirmed: false, recovery: 'PHONE_ONCE_CONFIRMED' } : null,
      sessions: this.sessions, consents: this.consents, accessLog: page(entries),
      disputes: this.disputes.map((item) => ({ ...item, entry: entries.find(({ id }) => id === item['entryId']) })),
    };
  }

  #stepUp(): void {
    if (!this.sensitive) throw fault('STEP_UP_REQUIRED', '请再次验证身份后继续', 'Please confirm your second factor first');
  }

  /** The root value's part of identity and messages. */
  root(): Row {
    const mutations = { ...this.#signIn(), ...this.#accountMutations() };
    return { ...this.#queries(), ...Object.fromEntries(Object.entries(mutations).map(([name, answer]) => [name, (args: Row) => this.#heard(name, args, answer)])) };
  }

  #signIn(): Row {
    const wrong = { __typename: 'SignInRefused', reason: 'WRONG', message: text('账号、密码或验证码不对', 'Wrong account, password or code'), retryAfterSeconds: null };
    const signIn = (who: 'resident' | 'staff'): Row => {
      this.who = who;
      return { __typename: 'SignedIn', me: this.#me(), token: null };
    };
    return {
      requestSignInCode: () => ({ retryAfterSeconds: 60 }),
      requestStepUpCode: () => ({ retryAfterSeconds: 60 }),
      signInWithCode: ({ code }: { code: string }) => (code === '123456' ? signIn('resident') : wrong),
      signInWithPassword: ({ password }: { password: string }) => (password === 'right horse' ? { __typename: 'SecondFactorNeeded', challengeId: 'c1', methods: ['AUTHENTICATOR', 'SMS'] } : wrong),
      completeSignIn: ({ code }: { code: string }) => (code === '654321' ? signIn('staff') : wrong),
      certificateChallenge: () => ({ id: 'ch1', nonce: 'bm9uY2U=', expiresAt: AHEAD(1) }),
      signInWithCertificate: ({ signature }: { signature: string }) => (signature === 'signed bm9uY2U=' ? signIn('staff') : wrong),
      wechatSignInAddress: ({ returnTo }: { returnTo: string }) => ({ url: `${returnTo}&code=wx1&state=st1`, state: 'st1' }),
      signInWithWechat: ({ code, state }: { code: string; state: string }) => (code === 'wx1' && state === 'st1' ? { __typename: 'WechatNotBound', bindingToken: 'bind1' } : wrong),
      signOut: () => {
        this.who = null;
        return true;
      },
      stepUp: ({ code }: { code: string }) => {
        if (code !== '123456') return wrong;
        this.sensitive = true;
        return { __typename: 'SteppedUp', sensitiveUntil: AHEAD(1), token: null };
      },
    };
  }

  #accountMutations(): Row {
    return {
      setPassword: ({ password }: { password: string }) => (password.length < 10 ? { __typename: 'PasswordWeak', reasons: text2(['至少 10 个字符', '不要用常见密码'], ['at least 10 characters', 'not a common password']) } : { __typename: 'PasswordSet', expiresAt: null }),
      startAuthenticator: () => ({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/district:wang?secret=JBSWY3DPEHPK3PXP&issuer=district' }),
      confirmAuthenticator: ({ code }: { code: string }) => (this.bound = code === '123456'),
      proveIdentity: ({ input }: { input: { identifier: string } }) => (input.identifier === '31019919900501002X' ? { __typename: 'Proofed', person: (this.#me() ?? {})['person'] } : { __typename: 'ProofRefused', reason: 'BAD_IDENTIFIER', message: text('证件号码不对', 'The number is wrong') }),
      endSession: ({ id }: { id: string | null }) => {
        const before = this.sessions.length;
        this.sessions = this.sessions.filter((session) => session['current'] === true || (id !== null && session['id'] !== id));
        return before - this.sessions.length;
      },
      actAs: ({ delegationId }: { delegationId: string | null }) => {
        this.acting = delegationId !== null;
        return this.#me();
      },
      claimGuardianship: () => ({ __typename: 'DelegationRefused', reason: 'NOT_A_CHILD', message: text('不是未成年人', 'Not a child') }),
      grantDelegation: () => {
        this.#stepUp();
        return { __typename: 'Delegation', ...this.#edge() };
      },
      confirmDelegation: () => ({ __typename: 'Delegation', ...this.#edge() }),
      revokeDelegation: () => {
        this.childState = 'REVOKED';
        return { __typename: 'Delegation', ...this.#edge() };
      },
      giveConsent: ({ purpose, version }: Row) => this.#consent({ purpose, version, given: true }),
      withdrawSiteConsent: () => {
        this.siteConsent = false;
        return true;
      },
      refuseDelegation: () => ({ __typename: 'Delegation', ...this.#claim(), state: 'REFUSED' }),
      setMessagePreferences: ({ input }: { input: { quietHours?: { from: string; until: string } } }) => {
        const { quietHours } = input;
        this.preferences = { ...this.preferences, ...(quietHours ? { quietHours } : {}) };
        return this.preferences;
      },
      subscribeTransitReminder: () => ({ __typename: 'StandingReminder', ...this.reminders[0] }),
      cancelTransitReminder: ({ id }: Row) => {
        this.reminders = this.reminders.filter((reminder) => reminder['id'] !== id);
        return true;
      },
      withdrawConsent: ({ purpose }: Row) => this.#consent({ purpose, version: 1, given: false }),
      disputeAccess: ({ entryId, reason }: Row) => {
        this.disputes = [{ id: 'x1', entryId, reason, state: 'OPEN', finding: null, openedAt: AGO(0), closedAt: null }];
        return { ...this.disputes[0], entry: null };
      },
      exportMyData: () => {
        this.#stepUp();
        return { fileName: 'my-data.json', json: '{"name":"王芳"}' };
      },
      requestCorrection: ({ input }: { input: { field: string } }) => {
        const asked = { id: 'k1', field: input.field, state: 'OPEN', requestedAt: AGO(0), decidedAt: null, note: null };
        this.corrections = [asked];
        return asked;
      },
      deleteMyAccount: () => ({ deleted: ['账号', '登录方式'], kept: [{ what: '审计记录', because: '网络安全法', until: '2027-06-01' }] }),
      markMessageRead: ({ id }: Row) => {
        this.messages = this.messages.map((message) => (message['id'] === id ? { ...message, readAt: AGO(0) } : message));
        this.changes.emit('inbox');
        return this.messages.find((message) => message['id'] === id);
      },
      markAllMessagesRead: () => {
        const { unread } = this;
        this.messages = this.messages.map((message) => ({ ...message, readAt: message['readAt'] ?? AGO(0) }));
        this.changes.emit('inbox');
        return unread;
      },
      deleteMessage: ({ id }: Row) => {
        this.messages = this.messages.filter((message) => message['id'] !== id);
        return true;
      },
      setAccountDisabled: ({ disabled }: { disabled: boolean }) => {
        this.#stepUp();
        this.disabled = disabled;
        return { id: 'acc-9', disabled };
      },
    };
  }

  #heard(name: string, args: Row, answer: unknown): unknown {
    this.calls.push({ name, args: JSON.parse(JSON.stringify(args)) as Row }); // graphql's arguments have no prototype
    return (answer as (args: Row) => unknown)(args); // each mutation above is a function of its arguments
  }

  #consent(given: Row): Row {
    const consent = { ...given, at: AGO(0), by: null };
    this.consents = [...this.consents.filter(({ purpose }) => purpose !== given['purpose']), consent];
    return consent;
  }

  #queries(): Row {
    const account = (): Row => ({ ...this.#account(), id: 'acc-9', displayName: '赵六', kind: 'RESIDENT', posts: [], disabled: this.disabled });
    const post = { id: 'post-2', role: 'DOCTOR', title: '主治医师', from: '2026-01-01', until: null, person: { id: 'p9', name: '李医生' } };
    return {
      me: () => this.#me(),
      consentNotices: [
        { purpose: 'service.identity', version: 1, title: text('身份信息的使用', 'Use of identity data'), text: text('用于确认是您本人。', 'To know that it is you.'), recipients: ['云间区智慧区城平台'], required: true },
        { purpose: 'health.sharing', version: 1, title: text('共享健康档案', 'Sharing health records'), text: text('医院之间可以查看。', 'Hospitals see them.'), recipients: ['区中心医院'], required: false },
      ],
      inbox: ({ unreadOnly }: { unreadOnly?: boolean }) => page(this.messages.filter((message) => !unreadOnly || message['readAt'] === null)),
      accounts: ({ search }: { search: string }) => {
        this.#stepUp();
        return page(search === '赵六' ? [account()] : []);
      },
      messagePreferences: () => this.preferences,
      transitReminders: () => this.reminders,
      personAt: () => ({ accountId: 'acc-9', displayName: '赵六', proofed: false, person: { id: 'p7', name: '赵六', identifier: '310**************X', identifierKind: 'RESIDENT_ID', ageBand: 'FROM_60' } }),
      guardianshipClaims: () => page([this.#claim()]),
      corrections: () => page([{ correction: { id: 'k9', field: 'name', state: 'OPEN', requestedAt: AGO(30), decidedAt: null, note: null }, person: { id: 'p1', displayName: '王芳' }, askedBy: { id: 'p1', displayName: '王芳' }, current: '王*', proposed: '王方', reason: '改名', appliesHere: true }]),
      administratorProposals: () => page([{ id: 'q1', person: { id: 'p6', displayName: '丁一' }, organisation: { id: 'org-1', name: () => '区数据局' }, role: 'AUDIT_ADMIN', title: '审计员', from: '2026-12-01', until: null, state: 'PENDING', proposedBy: { id: 'p5', displayName: '高远' }, proposedAs: 'SYSTEM_ADMIN', proposedAt: AGO(60), lapsesAt: AHEAD(14), decidedBy: null, decidedAt: null, reason: null, mayConfirm: true }]),
      organisations: () => page([{ id: 'org-2', name: () => '泗泾社区卫生服务中心', kind: 'CLINIC', creditCode: null, posts: [post] }]),
      managedSites: [{ site: this.#site(), clientId: 'edu', redirectUris: ['https://edu.example.cn/back'], postLogoutRedirectUris: [], backchannelLogoutUri: null, scopes: ['profile'], algorithm: 'ES256', pairwise: true, disabled: false }],
      accessDisputes: ({ state }: { state: string }) => page(state === 'OPEN' ? [{ id: 'x9', reason: '我没有去过这家医院', state: 'OPEN', finding: null, openedAt: AGO(100), closedAt: null, entry: { id: 'e9', at: AGO(300), who: text('区中心医院 张护士', 'District hospital, nurse Zhang'), what: text('查看了健康档案', 'read the health record'), purpose: text('诊疗', 'treatment'), emergency: false, disputed: true } }] : []),
      emergencyAccesses: ({ reviewed }: { reviewed: boolean }) => page(reviewed ? [] : [{ id: 'g1', by: { id: 'p8', displayName: '张医生' }, person: { id: 'p1', displayName: '王芳' }, reason: '昏迷送医', at: AGO(60), endsAt: AGO(0), reviewed: false, justified: null }]),
      auditRecords: () => page([{ id: 'r1', at: AGO(5), action: 'identity.account.read', actor: '李安', actingFor: null, channel: 'web', subject: '赵六', purpose: '账号管理', outcome: 'ok', sealed: true }]),
    };
  }

  /** The part of the root value that answers subscriptions. */
  streams(): Record<string, () => AsyncGenerator> {
    const inbox = async function* (world: IdentityWorld): AsyncGenerator {
      const changes = on(world.changes, 'inbox');
      yield { inboxChanged: { unread: world.unread, newest: world.messages[0] ?? null } };
      for await (const _ of changes) yield { inboxChanged: { unread: world.unread, newest: world.messages[0] ?? null } };
    };
    const session = async function* (world: IdentityWorld): AsyncGenerator {
      const changes = on(world.changes, 'session');
      for await (const _ of changes) yield { sessionChanged: world.#me() };
    };
    return { inboxChanged: () => inbox(this), sessionChanged: () => session(this) };
  }
}

function text2(zh: string[], en: string[]): (lang: Lang) => string[] {
  return ({ language }) => (language === 'EN' ? en : zh);
}
