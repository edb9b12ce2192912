import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import mongoose, { type Connection } from 'mongoose';
import type { FormDefinition } from '../../modules/community/affairs/forms/rules/types.js';
import { completed } from '../../modules/community/affairs/testing.js';
import { levelFaults } from '../../modules/kernel/crypto/index.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { SEALED_COLLECTIONS, STORED_COLLECTIONS } from '../../scripts/stored-collections.js';
import { createLogger } from '../logging.js';
import { startFakeWechat, type FakeWechat } from './fake-wechat.js';
import { unlikeDocuments, unlikeModels } from './levels.js';
import { startRedis } from './redis.js';
import { ask, bearer, residentSession, samplePerson, SentCodes, staffSession, withSecondFactor } from './sample-people.js';
import { documentsOf, filesOf, findIn, oplogOf, redisDump, type Kept } from './stores.js';
import { fewPhrases, startGateway, type TestGateway } from './testkit.js';

const WANG = samplePerson('sample-wang-jianguo');
const HE = samplePerson('sample-he-jun');
/** What people and staff said through the contract, each in a field that must be sealed. */
const PLANTED = {
  'ID number': HE.identifier,
  'another’s ID number': WANG.identifier,
  'a child’s ID number': samplePerson('sample-wang-xiaobao').identifier,
  phone: WANG.phone,
  'phone of staff': '17900007391',
  name: '何俊',
  'open id': 'oPlanted-9f3Kq7ZtW1',
  passport: 'QX7391745',
  'mail address': 'maya.planted@travel.example',
  'diagnosis in a reason': '急性心肌梗死伴左心衰竭',
  'words of a dispute': '我那天没有去看精神科门诊',
  'a corrected phone': '17900004477',
  'words of a correction': '乳腺癌术后换了号码',
  'finding of a dispute': '经查系误看抑郁症病历',
  'note of a review': '与急诊记录一致，确为心肌梗死',
  'reason of a blocked account': '冒用身份证号骗取残疾人补贴',
  'purpose of an unmasking': '核对低保档案中的精神残疾等级',
  password: 'Planted-River-2719',
  'words to a clerk': '我去年流产的事别写进去',
  'words of a clerk': '您的肝硬化复查已经约好',
  'a fact of the household': '爱人在精神病院陪护',
  'words of a draft': '我患尿毒症每周透析三次',
  'words of an application': '孩子白血病化疗欠费',
  'words in a paper': 'planted-biopsy-result-positive',
  'name of a paper': '艾滋病检测报告',
} as const;
const values = Object.values(PLANTED);
const begun = new Date();

let redisServer: { url: string; stop(): Promise<void> };
let redis: Redis;
const seenByRedis: string[] = [];
let wechat: FakeWechat;
let gateway: TestGateway;
let codes: SentCodes;
let connection: Connection;
let folder: string;
/** What lay among the temporary files before: not every file system knows when a folder was made. */
let temporaryBefore: ReadonlySet<string>;
let log = '';

/** All that the planted values went through, in the order of a day. */
async function live(): Promise<void> {
  const wang = await withSecondFactor(gateway, await residentSession(gateway, codes, WANG.id), WANG.id);
  const he = await residentSession(gateway, codes, HE.id);
  await ask(gateway, he, 'mutation ($input: ProofInput!) { proveIdentity(input: $input, idempotencyKey: "p") { ... on Proofed { person { id } } } }', { input: { kind: 'RESIDENT_ID', identifier: HE.identifier, name: PLANTED.name, method: 'FACE', evidence: 'sample-face' } });
  await ask(gateway, he, 'mutation ($password: String!) { setPassword(password: $password) { __typename } }', { password: PLANTED.password });
  await bindWechat();
  await ask(gateway, null, 'mutation ($input: GuestInput!) { registerGuest(input: $input, idempotencyKey: "guest") { ... on GuestRegistered { login } } }', {
    input: { name: 'MAYA PLANTED', passportNumber: PLANTED.passport, issuingCountry: 'DEU', birthDate: '1993-07-14', email: PLANTED['mail address'], password: 'Maple-River-27' },
  });
  const doctor = await staffSession(gateway, codes, 'sample-staff-doctor-sijing');
  const opened = await ask(gateway, doctor, 'mutation ($reason: String!) { breakGlass(personId: "sample-wang-jianguo", reason: $reason, idempotencyKey: "b") { id } }', { reason: PLANTED['diagnosis in a reason'] });
  const auditor = await staffSession(gateway, codes, 'sample-staff-auditadmin');
  await ask(gateway, auditor, 'mutation ($id: ID!, $note: String!) { reviewEmergencyAccess(id: $id, justified: true, note: $note, idempotencyKey: "r") { id } }', { id: idIn(opened.breakGlass), note: PLANTED['note of a review'] });
  const { me } = (await ask(gateway, wang, '{ me { accessLog(first: 1) { edges { node { id } } } } }')) as { me: { accessLog: { edges: { node: { id: string } }[] } } }; // as selected
  const dispute = await ask(gateway, wang, 'mutation ($id: ID!, $reason: String!) { disputeAccess(entryId: $id, reason: $reason, idempotencyKey: "d") { id } }', { id: me.accessLog.edges[0]?.node.id, reason: PLANTED['words of a dispute'] });
  const security = await staffSession(gateway, codes, 'sample-staff-secadmin');
  await ask(gateway, security, 'mutation ($id: ID!, $finding: String!) { resolveDispute(id: $id, finding: $finding, upheld: true, idempotencyKey: "s") { id } }', { id: idIn(dispute.disputeAccess), finding: PLANTED['finding of a dispute'] });
  await ask(gateway, wang, 'mutation ($input: CorrectionInput!) { requestCorrection(input: $input, idempotencyKey: "c") { id } }', { input: { field: 'phone', value: PLANTED['a corrected phone'], reason: PLANTED['words of a correction'] } });
  await ask(gateway, wang, 'mutation { exportMyData(idempotencyKey: "e") { json } }');
  const clerk = await staffSession(gateway, codes, 'sample-staff-clerk-sijing');
  await ask(gateway, clerk, 'mutation ($purpose: String!) { unmask(personId: "sample-wang-jianguo", field: IDENTIFIER, purpose: $purpose) }', { purpose: PLANTED['purpose of an unmasking'] });
  await ask(gateway, wang, 'mutation ($input: GuardianshipInput!) { claimGuardianship(input: $input, idempotencyKey: "g") { __typename } }', { input: { childName: '王小宝', childIdentifier: PLANTED['a child’s ID number'], scopes: ['health.book'] } });
  const founded = await ask(gateway, security, 'mutation ($input: StaffAccountInput!) { createStaffAccount(input: $input, idempotencyKey: "n") { id } }', { input: { name: '沈桂兰', phone: PLANTED['phone of staff'], identifier: samplePerson('sample-shen-guilan').identifier, login: 'shenguilan' } });
  await ask(gateway, security, 'mutation ($id: ID!, $reason: String!) { setAccountDisabled(id: $id, disabled: true, reason: $reason, idempotencyKey: "x") { id } }', { id: idIn(founded.createStaffAccount), reason: PLANTED['reason of a blocked account'] });
  await apply(wang);
  await chat(wang, clerk);
  await goWrong(he);
}

/** What is told once, written in a draft, handed in with its papers, and read again. */
async function apply(resident: string): Promise<void> {
  await ask(gateway, resident, 'mutation ($v: JSON!) { saveProfile(facts: [{key: "contact.other.name", value: $v}], version: 0, idempotencyKey: "f") { ... on HouseholdProfile { version } } }', { v: PLANTED['a fact of the household'] });
  const body = Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Note (${PLANTED['words in a paper']}) >>\nendobj\n%%EOF\n`, 'latin1');
  const taken = await fetch(`${gateway.url}/affairs/files?name=${encodeURIComponent(`${PLANTED['name of a paper']}.pdf`)}`, { method: 'POST', headers: bearer(resident), body: new Uint8Array(body) });
  const papers = [{ inputId: 'event-proof', fileIds: [idIn(await taken.json())] }];
  const { applicationForm } = await ask(gateway, resident, '{ applicationForm(serviceId: "temporary-relief") { values service { form { schema steps } } } }');
  const { values: known, service: { form } } = applicationForm as { values: Record<string, unknown>; service: { form: FormDefinition } }; // as selected
  const save = async (key: string, words: string): Promise<string> => idIn((await ask(gateway, resident, 'mutation ($i: DraftInput!, $k: String!) { saveDraft(input: $i, idempotencyKey: $k) { ... on ApplicationDraft { id } } }', {
    i: { serviceId: 'temporary-relief', version: 0, values: completed(form, { ...known, story: `${words}，特此申请临时救助。` }), papers }, k: key,
  })).saveDraft);
  await save('draft', PLANTED['words of a draft']);
  const draftId = await save('application', PLANTED['words of an application']);
  const { submitApplication } = await ask(gateway, resident, 'mutation ($id: ID!) { submitApplication(input: {draftId: $id, version: 1}, idempotencyKey: "h") { ... on Application { number receiptUrl } ... on FormIncomplete { faults { path } } } }', { id: draftId });
  const { number, receiptUrl } = submitApplication as { number?: string; receiptUrl?: string }; // as selected
  if (!number || !receiptUrl) throw new Error(`not handed in: ${JSON.stringify(submitApplication)}`);
  await ask(gateway, resident, 'query ($n: ID!) { applicationContent(number: $n) { values } myCase(number: $n) { __typename } }', { n: number });
  await fetch(`${gateway.url}${receiptUrl}`, { headers: bearer(resident) });
}

/** What is said to the assistant, and to a clerk behind it: numbers are masked before anything is kept, and a conversation is sealed. */
async function chat(resident: string, clerk: string): Promise<void> {
  const conversation = idIn((await ask(gateway, resident, 'mutation { startConversation { id } }')).startConversation);
  let said = 0;
  const say = (text: string): Promise<unknown> =>
    ask(gateway, resident, 'mutation ($id: ID!, $text: String!, $key: String!) { sendMessage(conversationId: $id, text: $text, idempotencyKey: $key) { id } }', { id: conversation, text, key: `said-${said++}` });
  const numbers = `身份证${PLANTED['ID number']}，电话${PLANTED.phone}`;
  for (const text of [`我家漏气了，${numbers}`, `查一下我的账号，${numbers}`, `${PLANTED['another’s ID number']}是谁 ${PLANTED['a corrected phone']}`]) await say(text);
  // It is Sunday: the words are left for whoever comes.
  await say('转人工');
  const { handovers } = (await ask(gateway, clerk, '{ handovers(state: LEFT, first: 1) { edges { node { id turns { text } } } } }')) as { handovers: { edges: { node: { id: string; turns: { text: string }[] } }[] } }; // as selected
  const [left] = handovers.edges;
  // Four messages and their answers.
  if (left?.node.turns.length !== 8) throw new Error(`left were ${JSON.stringify(left)}`);
  const id = left.node.id;
  await ask(gateway, clerk, 'mutation ($id: ID!) { takeHandover(id: $id) { state } }', { id });
  await say(`${PLANTED['words to a clerk']}，${numbers}`);
  await ask(gateway, clerk, 'mutation ($id: ID!, $text: String!) { answerHandover(id: $id, text: $text, idempotencyKey: "answer") { id } }', { id, text: `${PLANTED['words of a clerk']}，请打${PLANTED['phone of staff']}` });
  await ask(gateway, clerk, 'mutation ($id: ID!) { endHandover(id: $id) { state } }', { id });
}

/** WeChat's user becomes an account's, by the browser's way. */
async function bindWechat(): Promise<void> {
  wechat.users.set('planted', { openid: PLANTED['open id'] });
  const asked = await gateway.graphql({ query: 'mutation { wechatSignInAddress(returnTo: "/me") { state } }' });
  const cookie = (asked.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { state } = asked.data?.wechatSignInAddress as { state: string }; // as selected
  const unknown = await gateway.graphql({ query: 'mutation ($state: String!) { signInWithWechat(code: "planted", state: $state) { ... on WechatNotBound { bindingToken } } }', variables: { state } }, { cookie });
  const { bindingToken } = unknown.data?.signInWithWechat as { bindingToken: string }; // as selected
  const phone = samplePerson('sample-xu-meng').phone;
  await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
  const bound = await gateway.graphql({ query: 'mutation ($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { ... on SignedIn { me { assurance } } } }', variables: { phone, code: codes.to(phone) } }, { 'x-wechat-binding': bindingToken });
  if (bound.errors) throw new Error(JSON.stringify(bound.errors));
}

/** Faults of every kind with the values in them: what is refused, and what fails inside and is logged. */
async function goWrong(token: string): Promise<void> {
  for (const value of values) {
    await gateway.graphql({ query: 'query ($a: ID!, $p: String!, $b: Int) { account(id: $a) { id } }', variables: { a: value, p: { [value]: value }, b: value } }, bearer(token));
    await gateway.graphql({ query: 'mutation ($v: String!, $id: ID!) { sendMessage(conversationId: $id, text: $v, actAs: $id, idempotencyKey: $v) { id } }', variables: { v: value, id: value } }, bearer(token));
    await gateway.graphql({ query: `{ stop(id: "${value}") { id ${value.replace(/\W/g, 'x')} } }` }, bearer(encodeURIComponent(value)));
    await gateway.graphql({ query: 'mutation ($login: String!) { signInWithPassword(login: $login, password: "wrong") { __typename } }', variables: { login: value.slice(0, 64) } });
    await fetch(`${gateway.url}/${encodeURIComponent(value)}?q=${encodeURIComponent(value)}`, { headers: { cookie: `sid=${encodeURIComponent(value)}`, 'user-agent': encodeURIComponent(value) } });
  }
  wechat.broken = true;
  const asked = await gateway.graphql({ query: 'mutation { wechatSignInAddress(returnTo: "/me") { state } }' });
  const cookie = (asked.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { state } = asked.data?.wechatSignInAddress as { state: string }; // as selected
  await gateway.graphql({ query: 'mutation ($state: String!, $code: String!) { signInWithWechat(code: $code, state: $state) { __typename } }', variables: { state, code: PLANTED['open id'] } }, { cookie });
}

function idIn(entity: unknown): string {
  const id = typeof entity === 'object' && entity !== null ? Reflect.get(entity, 'id') : undefined;
  if (typeof id !== 'string') throw new Error(`no id in ${JSON.stringify(entity)}`);
  return id;
}

beforeAll(async () => {
  temporaryBefore = new Set(await readdir(os.tmpdir()));
  folder = await mkdtemp(path.join(os.tmpdir(), 'secrecy-'));
  redisServer = await startRedis(projectRoot(), () => undefined, folder);
  redis = new Redis(redisServer.url);
  const monitor = await redis.monitor();
  monitor.on('monitor', (_time: string, args: string[]) => void seenByRedis.push(args.join(' ')));
  wechat = await startFakeWechat('app', 'app-secret');
  codes = new SentCodes();
  gateway = await startGateway({
    env: {
      SEED: 'auto', DISTRICT_CLOCK: '2026-11-22T04:00:00Z', REDIS_URL: redisServer.url, RATE_LIMIT_PER_MINUTE: '6000', RATE_LIMIT_ACCOUNT_PER_MINUTE: '6000', WECHAT_APP_ID: 'app', WECHAT_APP_SECRET: 'app-secret', PUBLIC_URL: 'http://localhost:8712',
      WECHAT_API_BASE: wechat.origin, WECHAT_PAGE_BASE: wechat.origin, ALLOW_PRIVATE_SERVICES: '127.0.0.1',
    },
    trainer: fewPhrases,
    logger: createLogger('trace', { write: (line) => void (log += line) }),
  });
  connection = await mongoose.createConnection(gateway.mongoUri).asPromise();
  await live();
  monitor.disconnect();
}, 180_000);
afterAll(async () => {
  codes?.stop();
  await connection?.close();
  await gateway?.stop();
  await wechat?.close();
  await redis?.quit();
  await redisServer?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const logged = (): Kept[] => [{ where: 'the log', text: log }];
/** The gateway's own folder, and whatever came up beside it where temporary files go. */
async function files(): Promise<Kept[]> {
  const other = (name: string): boolean => temporaryBefore.has(name) || /^jest|compile-cache/.test(name);
  return [...(await filesOf(gateway.dataDir, begun)), ...(await filesOf(os.tmpdir(), begun, (name, depth) => depth === 0 && other(name)))];
}

describe('what people tell the district stands nowhere in clear', () => {
  it('in no document of any collection', async () => {
    const kept = await documentsOf(connection);
    expect(new Set(kept.map(({ where }) => where)).size).toBeGreaterThan(15);
    expect(findIn(kept, values)).toEqual([]);
  });

  it('in no entry of the oplog', async () => {
    const kept = await oplogOf(connection, begun);
    expect(kept.length).toBeGreaterThan(100);
    expect(findIn(kept, values)).toEqual([]);
  });

  it('nowhere in Redis, neither in its dump nor in any command that it was ever sent', async () => {
    expect(await redis.dbsize()).toBeGreaterThan(0);
    expect(seenByRedis.length).toBeGreaterThan(10);
    expect(findIn([...(await redisDump(redis, folder)), ...seenByRedis.map((text) => ({ where: 'a command', text }))], values)).toEqual([]);
  });

  it('nowhere in the log, down to its finest level', () => {
    expect(log.length).toBeGreaterThan(100);
    expect(findIn(logged(), values)).toEqual([]);
  });

  it('in no file of the gateway, kept or temporary', async () => {
    expect((await filesOf(gateway.dataDir, begun)).map(({ where }) => path.basename(where))).toContain('keys.json');
    expect(findIn(await files(), values)).toEqual([]);
  });
});

describe('every value stands as the level of its path says', () => {
  const models = () => mongoose.connections.flatMap((one) => Object.values(one.models)) as mongoose.Model<unknown>[]; // whatever each holds
  const without = (collection: string, path: string) => STORED_COLLECTIONS.map((one) => (one.collection === collection ? { ...one, fields: Object.fromEntries(Object.entries(one.fields).filter(([name]) => name !== path)) } : one));

  it('for every path of every model of the running gateway', () => {
    expect(models().length).toBeGreaterThan(25);
    expect(unlikeModels(models(), STORED_COLLECTIONS)).toEqual([]);
    expect(levelFaults(STORED_COLLECTIONS)).toEqual([]);
  });

  it('in every document of every collection', async () => {
    const { faults, seen } = await unlikeDocuments(connection, STORED_COLLECTIONS);
    expect(faults).toEqual([]);
    expect(seen).toEqual(expect.arrayContaining(['identity_people.identifierSealed', 'identity_people.identifierToken', 'credentials.password.hash', 'sessions.tokenHash', 'idempotency.answer', 'messages.sealed', 'audit_records.details.purposeSealed']));
  });

  it('and a path that is new, gone, bare or no longer sealed is named', async () => {
    const lost = without('identity_people', 'birthDate');
    expect([unlikeModels(models(), lost), (await unlikeDocuments(connection, lost)).faults]).toEqual([['identity_people.birthDate has no level'], ['identity_people.birthDate has no level']]);
    const people = STORED_COLLECTIONS.find(({ collection }) => collection === 'identity_people')!; // declared: the test above
    const other = (fields: typeof people.fields) => STORED_COLLECTIONS.map((one) => (one === people ? { ...people, fields: { ...people.fields, ...fields } } : one));
    expect(unlikeModels(models(), other({ nickname: 'personal' }))).toEqual(['identity_people.nickname is declared and not there']);
    expect((await unlikeDocuments(connection, other({ birthDate: { level: 'sensitive', form: 'sealed' } }))).faults).toEqual(['identity_people.birthDate is said to be sealed and does not look so']);
    expect((await unlikeDocuments(connection, other({ phoneSealed: 'personal' }))).faults).toEqual(['identity_people.phoneSealed is said to stand in the clear and looks sealed']);
    expect(levelFaults(other({ birthDate: 'sensitive' }))).toEqual(['identity_people.birthDate is sensitive and stands in the clear']);
    await connection.collection('nobody_declared_this').insertOne({ a: 1 });
    expect((await unlikeDocuments(connection, STORED_COLLECTIONS)).faults).toEqual(['nobody_declared_this is not declared']);
    await connection.collection('nobody_declared_this').drop();
  });

  it('and what lasts sealed moves to new keys, everywhere', () => {
    expect(SEALED_COLLECTIONS.map(({ collection }) => collection)).toEqual(expect.arrayContaining(['accounts', 'identity_people', 'transit_standing_reminders', 'sso_records', 'messages']));
  });
});

describe('the search itself finds what stands in clear', () => {
  it.each(values)('%s, in every form, wherever it begins', (value) => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = `${before}${value}${before}`;
      for (const seen of [text, Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url'), Buffer.from(text).toString('hex'), encodeURIComponent(text), JSON.stringify({ text })]) {
        expect(findIn([{ where: 'here', text: seen }], [value])).toEqual([`${value} in here`]);
      }
    }
  });

  it('in a document, as text, as bytes and deep inside, and in the oplog of it', async () => {
    const planted = connection.collection('planted_by_the_test');
    const since = new Date();
    await planted.insertMany([{ deep: { in: [{ clear: PLANTED.phone }] } }, { bytes: Buffer.from(`x${PLANTED.name}`) }, { base64: Buffer.from(`{"d":"${PLANTED['diagnosis in a reason']}"}`).toString('base64') }]);
    const expected = [PLANTED.phone, PLANTED.name, PLANTED['diagnosis in a reason']].map((value) => `${value} in planted_by_the_test`);
    expect(findIn(await documentsOf(connection), values).sort()).toEqual(expected.sort());
    const session = await connection.startSession();
    await session.withTransaction(() => planted.insertOne({ clear: PLANTED['ID number'] }, { session }));
    await session.endSession();
    const found = findIn(await oplogOf(connection, since), values);
    expect(found.some((line) => line.startsWith(`${PLANTED.phone} in oplog`)) && found.some((line) => line.startsWith(`${PLANTED['ID number']} in oplog`))).toBe(true);
    await planted.drop();
  });

  it('in Redis, as a text, in a hash and in a list', async () => {
    await redis.multi().set('planted', PLANTED.phone).hset('planted-hash', 'field', PLANTED.passport).rpush('planted-list', `{"name":"${PLANTED.name}"}`).set('planted-hex', Buffer.from(PLANTED['ID number']).toString('hex')).exec();
    expect(findIn(await redisDump(redis, folder), values).sort()).toEqual([PLANTED.phone, PLANTED.passport, PLANTED.name, PLANTED['ID number']].map((value) => `${value} in dump.rdb`).sort());
    await redis.del('planted', 'planted-hash', 'planted-list', 'planted-hex');
  });

  it('in a log and in a file', async () => {
    expect(findIn([{ where: 'the log', text: JSON.stringify({ msg: `failed for ${PLANTED.passport}` }) }], values)).toEqual([`${PLANTED.passport} in the log`]);
    const file = path.join(folder, 'deep.tmp');
    await writeFile(file, Buffer.from(PLANTED['mail address']).toString('base64'));
    expect(findIn(await files(), values)).toEqual([`${PLANTED['mail address']} in ${file}`]);
    await rm(file);
  });
});

describe('a sealed field', () => {
  it('is not read any more once a single byte of it is another, and the answer tells nothing', async () => {
    const accounts = connection.collection<{ _id: string; phoneSealed: string }>('identity_people');
    const _id = samplePerson('sample-zhou-min').id;
    const before = await accounts.findOne({ _id });
    if (!before) throw new Error('of the sample');
    const token = await residentSession(gateway, codes, _id);
    const sealed = before.phoneSealed;
    const at = sealed.length - 8;
    await accounts.updateOne({ _id }, { $set: { phoneSealed: `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}` } });
    const answer = await gateway.graphql({ query: '{ me { person { name } } }' }, bearer(token));
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL']);
    expect(JSON.stringify(answer.errors)).not.toMatch(/seal|MAC|identity_people/i);
    await accounts.updateOne({ _id }, { $set: { phoneSealed: sealed } });
    expect((await gateway.graphql({ query: '{ me { person { name } } }' }, bearer(token))).data).toEqual({ me: { person: { name: '周敏' } } });
  });
});
