import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../kernel/caller.js';
import { pdf, photo } from '../../affairs/applications/testing.js';
import { callerOf, LI, WANG } from '../../affairs/testing.js';
import { DocumentsService } from '../../documents/service.js';
import { replay } from '../machine/apply.js';
import type { Command } from '../machine/types.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import type { CaseActionOutcome } from '../types.js';
import { caseCollections } from './model.js';
import { DECIDE, WORK } from './service.js';
import { CaseStore } from './store.js';

let world: ApprovalWorld;
const centre = clerkOf('centre-yueyang');
const [bureau, officer] = [head('dept-scjgj'), clerkOf('dept-scjgj')];
const wang = callerOf(WANG);
const SERVICE = 'sole-trader-registration';
beforeAll(async () => {
  world = await approvalWorld('commitment');
});
afterAll(() => world.close());

const on = (day: string): void => void (world.time.now = Date.parse(`2026-${day}T10:00:00+08:00`));
const act = async (caller: Caller, number: string, command: Command, { why = null, action = WORK }: { why?: string | null; action?: string } = {}): Promise<CaseActionOutcome> =>
  world.approval.cases.act(caller, action, { number, version: (await world.look(number)).version, command, why }, world.key());
const said = (outcome: { readonly is: string; readonly code?: string }): string => outcome.code ?? outcome.is;
const told = (number: string, personId = WANG.id): string[] => world.notices.filter((notice) => notice.key.startsWith(`case:${number}:`) && notice.personId === personId).map(({ template }) => template.replace('community.case-', ''));
const UNTRUE = { type: 'check-commitment', kept: false, findings: '登记的地址并不存在', workingDays: 5 } as const;

/** A trader registered by commitment: granted and handed over. */
async function registered(): Promise<string> {
  on('11-23');
  const number = await world.open(SERVICE, {}, { committed: true });
  await act(centre, number, { type: 'accept' });
  await act(bureau, number, { type: 'give-opinion', step: 'form', verdict: 'agree', text: '同意' });
  await act(bureau, number, { type: 'decide', outcome: 'granted' }, { action: DECIDE });
  await act(centre, number, { type: 'deliver', by: 'electronic' });
  return number;
}

describe('a commitment that was found untrue', () => {
  it('goes from the finding by way of being heard to a revocation that everybody who may see the case sees', async () => {
    const number = await registered();
    const { documentCode } = (await world.approval.reading.own(wang, number)).decision!; // granted above
    const documents = new DocumentsService(world);
    on('12-01');
    expect((await world.approval.reading.staffCase(officer, number)).allowed.map(({ action }) => action)).toEqual(['CHECK_COMMITMENT', 'RECUSE']);
    await act(officer, number, UNTRUE);
    // In writing, with the last day and the right to be heard.
    const found = await world.approval.reading.own(wang, number);
    expect(found).toMatchObject({ phase: 'CLOSED', ending: 'GRANTED', status: { zh: '承诺不实，待整改' }, canAnswerFinding: true, finding: { findings: '登记的地址并不存在', until: '2026-12-08', answers: [], outcome: null, remedies: [], basis: { law: expect.stringContaining('国办发〔2020〕42号') } } });
    expect(await documents.verify(found.finding?.noticeCode ?? '')).toMatchObject({ kind: 'NOTICE', title: '个体工商户登记责令限期整改通知书', genuine: true });
    expect(world.notices.filter(({ template }) => template === 'community.case-untrue')).toMatchObject([{ personId: WANG.id, params: { until: '2026-12-08' } }]);
    // It waits for the department, under a clock.
    expect((await world.approval.reading.worklist(officer, { number }, {})).nodes).toMatchObject([{ kind: 'FINDING', dueOn: '2026-12-29', light: 'GREEN', revoked: false }]);
    expect(await world.approval.cases.answerFinding(callerOf(LI), number, '不是我', [], world.key()).catch((error: { code: string }) => error.code)).toBe('NOT_FOUND');
    expect(await world.approval.cases.answerFinding(wang, number, ' ', [], world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'WORDS_NEEDED' });
    expect(await world.approval.cases.answerFinding(wang, number, '门牌号已变更，正在补办证明', [], world.key())).toMatchObject({ is: 'AffairCase', finding: { answers: [{ text: '门牌号已变更，正在补办证明' }] } });
    expect(world.notices.at(-1)).toMatchObject({ template: 'community.case-finding-answered', personId: 'person-dept-scjgj-approver' });

    on('12-08');
    expect(said(await act(bureau, number, { type: 'revoke' }, { why: '逾期未整改', action: DECIDE }))).toBe('TOO_EARLY');
    on('12-09');
    expect((await world.approval.reading.staffCase(bureau, number)).allowed.map(({ action }) => action)).toEqual(['CONFIRM_SET_RIGHT', 'REVOKE', 'RECUSE']);
    expect((await world.approval.reading.staffCase(officer, number)).allowed.map(({ action }) => action)).toEqual(['CONFIRM_SET_RIGHT', 'RECUSE']);
    expect((await world.approval.reading.staffCase(supervisor, number)).allowed.map(({ action }) => action)).toEqual(['URGE', 'ISSUE_CARD', 'HAND_OVER', 'RECUSE']);
    await expect(act({ ...bureau, assurance: 'ordinary' }, number, { type: 'revoke' }, { why: '逾期未整改', action: DECIDE })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    expect(await documents.verify(documentCode!)).toMatchObject({ genuine: true, revokedAt: null });
    expect(await act(bureau, number, { type: 'revoke' }, { why: '限期内未整改，承诺不实', action: DECIDE })).toMatchObject({ is: 'StaffCase', ending: 'REVOKED', finding: { outcome: 'REVOKED' } });
    // The decision no longer holds; what revokes it does, and says where to turn.
    expect(await documents.verify(documentCode!)).toMatchObject({ genuine: true, revokedAt: world.time.now });
    const own = await world.approval.reading.own(wang, number);
    expect(own).toMatchObject({ ending: 'REVOKED', status: { zh: '已撤销（承诺不实）' }, canAnswerFinding: false, canRate: true, finding: { reasons: '限期内未整改，承诺不实', remedies: [{ kind: 'RECONSIDERATION', within: { zh: expect.stringContaining('60日') } }, { kind: 'LITIGATION', within: { zh: expect.stringContaining('6个月') } }] } });
    expect(own.timeline.slice(-3).map(({ type, text }) => [type, text])).toEqual([['COMMITMENT_CHECKED', '不属实：登记的地址并不存在；请在2026-12-08前说明情况或者整改'], ['FINDING_ANSWERED', '门牌号已变更，正在补办证明'], ['RESULT_REVOKED', '限期内未整改，承诺不实']]);
    const revocation = own.finding?.revocationCode ?? '';
    expect(await documents.verify(revocation)).toMatchObject({ kind: 'DECISION', title: '个体工商户登记撤销决定书', revokedAt: null });
    expect(told(number).slice(-2)).toEqual(['untrue', 'revoked']);
    // By number too, and in the statistics of its day.
    expect(await world.approval.reading.progress(number, WANG.identifier.slice(-4))).toMatchObject({ ending: 'REVOKED', status: { zh: '已撤销（承诺不实）' } });
    const revokedBy = async (by: 'DEPARTMENT' | 'SERVICE' | 'STEP', day: string, caller = supervisor) => (await world.approval.statistics.of(caller, `2026-${day}`, `2026-${day}`, by)).filter(({ revoked }) => revoked > 0).map(({ key, revoked }) => [key, revoked]);
    expect([await revokedBy('DEPARTMENT', '12-09'), await revokedBy('SERVICE', '12-09'), await revokedBy('STEP', '12-09'), await revokedBy('DEPARTMENT', '12-08')]).toEqual([[['dept-scjgj', 1]], [[SERVICE, 1]], [], []]);
    expect(await revokedBy('DEPARTMENT', '12-09', head('centre-yueyang'))).toEqual([]);
    expect((await world.approval.reading.worklist(officer, { number }, {})).nodes).toEqual([]);
    const store = new CaseStore({ collections: caseCollections(world.connection), cipher: world.cipher, calendar: world.calendar });
    expect(replay(await store.log(number))).toEqual(await store.find(number));
  });

  it('is answered with papers, frozen by their hashes, that the case’s staff alone can read beside who brought them', async () => {
    const number = await registered();
    await world.connection.collection<{ _id: string; personId: string; fileIds: string[]; receivedAt: Date }>('community_applications').insertOne({ _id: number, personId: WANG.id, fileIds: [], receivedAt: new Date(world.time.now) });
    on('12-01');
    await act(officer, number, UNTRUE);
    const add = async (caller: Caller, name: string, bytes: Buffer): Promise<string> => (await world.affairs.reading.upload(caller, name, bytes)).id;
    const [proof, plate] = [await add(wang, '门牌证明.pdf', pdf()), await add(wang, '门牌.jpg', await photo())];
    const answer = (text: string, files: readonly string[], key = world.key()) => world.approval.cases.answerFinding(wang, number, text, files, key);
    const opened = (caller: Caller, id: string) => world.affairs.reading.download(caller, id).then(({ file }) => file.name, ({ code }: { code: string }) => code);
    // Nothing of another's, nothing twice, nothing that is not there, and not without words or more than there is room for: and then nothing is kept.
    const of = await add(callerOf(LI), '别人的.pdf', pdf());
    for (const files of [[of], [proof, of], [proof, proof], ['none']]) await expect(answer('见附件', files)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await answer(' ', [proof])).toMatchObject({ code: 'WORDS_NEEDED' });
    const many = await Promise.all(Array.from({ length: 7 }, (_none, n) => add(wang, `${n}.pdf`, pdf())));
    expect(await answer('见附件', many)).toMatchObject({ code: 'NOT_PROVIDED_FOR', details: ['6'] });
    expect(await opened(officer, proof)).toBe('FORBIDDEN');

    const key = world.key();
    const [first, second] = [await answer('见附件', [proof, plate], key), await answer('见附件', [proof, plate], key)];
    expect(second).toEqual(first);
    const frozen = (await world.affairs.files.list([proof, plate])).map(({ id, hash, name }) => ({ id, hash, name }));
    expect(first).toMatchObject({ is: 'AffairCase', finding: { answers: [{ text: '见附件', files: frozen }] } });
    const staff = await world.approval.reading.staffCase(officer, number);
    expect(staff).toMatchObject({ finding: { answers: [{ files: frozen }] } });
    expect(staff.events.at(-1)).toMatchObject({ type: 'FINDING_ANSWERED', why: '见附件（附：门牌证明.pdf、门牌.jpg）' });
    const store = new CaseStore({ collections: caseCollections(world.connection), cipher: world.cipher, calendar: world.calendar });
    const log = await store.log(number);
    expect(log.at(-1)).toMatchObject({ type: 'finding-answered', files: frozen });
    expect(replay(log)).toEqual(await store.find(number));
    // Who works on the case reads them, whoever does not does not; and they stay once what nobody keeps is gone.
    expect([await opened(officer, proof), await opened(wang, plate), await opened(clerkOf('dept-cgj'), proof), await opened(callerOf(LI), plate)]).toEqual(['门牌证明.pdf', '门牌.jpg', 'FORBIDDEN', 'FORBIDDEN']);
    on('12-20');
    await world.affairs.files.sweep();
    expect([await opened(officer, plate), (await world.affairs.files.list(many)).length]).toEqual(['门牌.jpg', 0]);
  });

  it('what is left to do of a revoked case says that it was revoked', async () => {
    const number = await registered();
    on('12-01');
    await act(officer, number, UNTRUE);
    await act(supervisor, number, { type: 'issue-card', id: '', colour: 'yellow', clock: 'finding' }, { why: '请及时处理', action: 'community.cases.supervise' });
    on('12-09');
    await act(bureau, number, { type: 'revoke' }, { why: '未整改', action: DECIDE });
    expect((await world.approval.reading.worklist(officer, { number }, {})).nodes).toMatchObject([{ kind: 'CARD', revoked: true }]);
  });

  it('bars from committing for that service alone, until trust is restored; set right it bars from nothing', async () => {
    await world.connection.collection('community_cases').deleteMany({});
    const barred = (personId = WANG.id, serviceId = SERVICE) => world.approval.cases.barredFrom(personId, serviceId);
    const [number, mended] = [await registered(), await registered()];
    on('12-01');
    await act(officer, number, UNTRUE);
    await act(officer, mended, UNTRUE);
    expect(await barred()).toBeNull();
    await act(officer, mended, { type: 'set-right', findings: '已补办住所证明' });
    expect(told(mended).at(-1)).toBe('set-right');
    expect(await world.approval.reading.own(wang, mended)).toMatchObject({ ending: 'GRANTED', status: { zh: '已办结：准予' }, finding: { outcome: 'SET_RIGHT', reasons: '已补办住所证明', remedies: [] } });
    expect(await barred()).toBeNull();
    on('12-09');
    await act(bureau, number, { type: 'revoke' }, { why: '未整改', action: DECIDE });
    expect(await barred()).toEqual({ number, since: world.time.now, basis: { law: expect.stringContaining('国办发〔2020〕42号') } });
    expect([await barred(LI.id), await barred(WANG.id, 'shop-sign-filing')]).toEqual([null, null]);
    await act(bureau, number, { type: 'restore-trust' }, { why: '信用修复完成', action: DECIDE });
    expect(await barred()).toBeNull();
    expect(told(number).at(-1)).toBe('trust-restored');
  });

  it('a finding that nobody closes gets its cards by itself', async () => {
    const number = await registered();
    on('12-01');
    await act(officer, number, UNTRUE);
    on('12-31');
    await world.approval.clocks.tick();
    expect((await world.look(number)).cards.filter(({ clock }) => clock === 'finding')).toMatchObject([{ colour: 'RED', organisationId: 'dept-scjgj', automatic: true }]);
  });
});
