import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../../../kernel/db.js';
import { callerOf, LI, WANG } from '../../affairs/testing.js';
import { DECIDE, WORK } from '../cases/service.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import { createPublicityIndexes, publicityCollections } from './model.js';
import { publicName } from './naming.js';

let world: ApprovalWorld;
beforeAll(async () => {
  world = await approvalWorld('publicity');
});
afterAll(() => world.close());

const bureau = head('dept-mzj');
const wang = callerOf(WANG);
const li = callerOf(LI);
const DAY_MS = 86_400_000;

/** A case of a disability certificate whose result is made public from now on. */
async function publicised(): Promise<string> {
  const number = await world.open('disability-certificate');
  const { cases } = world.approval;
  const act = async (who: typeof bureau, command: Parameters<typeof cases.act>[2]['command']): Promise<void> => {
    expect(await cases.act(who, WORK, { number, version: (await world.look(number)).version, command }, world.key())).toMatchObject({ is: 'StaffCase' });
  };
  await act(clerkOf('centre-yueyang'), { type: 'accept' });
  await act(clerkOf('dept-wjw'), { type: 'give-opinion', step: 'assessment', verdict: 'agree', text: '符合' });
  await act(bureau, { type: 'give-opinion', step: 'review', verdict: 'agree', text: '同意' });
  expect((await world.approval.publicity.list({})).nodes.some(({ where }) => where === `门户网站${number}`)).toBe(false);
  await act(bureau, { type: 'begin-publicity', step: 'public', where: `门户网站${number}` });
  return number;
}
const noticeOf = async (number: string) => (await world.approval.publicity.list({})).nodes.find(({ where }) => where === `门户网站${number}`);

describe('公示', () => {
  it('is read by anybody while its days run and a week after, without number or given name; then it is nobody’s to read', async () => {
    const number = await publicised();
    const notice = await noticeOf(number);
    expect(notice).toMatchObject({ serviceId: 'disability-certificate', title: { zh: '结果公示' }, organisations: [{ zh: '名称dept-mzj' }], applicant: '王××', from: '2026-11-23', until: '2026-11-30', open: true, shownUntil: '2026-12-07', basis: { law: expect.stringContaining('残疾人证管理办法') } });
    expect(JSON.stringify({ ...notice, where: '' })).not.toMatch(new RegExp(`建国|${number}|${WANG.id}|${WANG.identifier}`));
    expect((await world.approval.publicity.list({ serviceId: 'dog-registration' })).nodes).toEqual([]);
    const now = world.time.now;
    world.time.now = Date.parse('2026-12-07T23:59:00+08:00');
    expect(await noticeOf(number)).toMatchObject({ open: false });
    world.time.now = Date.parse('2026-12-08T00:00:00+08:00');
    expect(await noticeOf(number)).toBeUndefined();
    // What nobody is shown the database drops by itself.
    const { notices } = publicityCollections(world.connection);
    expect((await notices.indexes()).find(({ key }) => 'goneAt' in key)).toMatchObject({ expireAfterSeconds: 0 });
    expect((await notices.findOne({ number }))?.goneAt).toEqual(new Date('2026-12-07T16:00:00Z'));
    world.time.now = now;
  });

  it('comes by pages, the newest first', async () => {
    world.time.now += 60_000;
    const [first, second] = [await publicised(), await publicised()];
    const one = await world.approval.publicity.list({ first: 1 });
    expect(one).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const rest = await world.approval.publicity.list({ first: 50, after: one.pageInfo.endCursor });
    expect([...one.nodes, ...rest.nodes].map(({ where }) => where.slice(4)).filter((each) => each === first || each === second).sort()).toEqual([first, second].sort());
    expect(rest.nodes).toHaveLength(2);
  });

  it('is gone at once where the application is taken back', async () => {
    const number = await publicised();
    expect(await noticeOf(number)).toBeDefined();
    await world.approval.cases.withdraw(wang, number, null, world.key());
    expect(await noticeOf(number)).toBeUndefined();
  });

  it('is objected to by whoever has signed in, once, until its last day; the department is told and can leave none out', async () => {
    const { publicity, objections, cases } = world.approval;
    const number = await publicised();
    const id = (await noticeOf(number))?.id ?? '';
    const [before, key] = [world.notices.length, world.key()];
    const taken = await publicity.object(li, id, '名下另有一证', key);
    expect(taken).toMatchObject({ is: 'ObjectionTaken' });
    expect(await publicity.object(li, id, '名下另有一证', key)).toEqual(taken);
    expect(world.notices.slice(before)).toEqual([expect.objectContaining({ template: 'community.objection', personId: 'person-dept-mzj-approver', link: `/staff/cases/${number}` })]);
    expect(JSON.stringify(world.notices.slice(before))).not.toContain('名下另有一证');
    expect(await publicity.object(li, id, '还有一条', world.key())).toEqual({ is: 'ObjectionRefused', reason: 'ALREADY' });
    world.time.now += 1000;
    const unproved = { ...callerOf(LI), accountId: 'account-guest', personId: null, proofed: false };
    const both = await Promise.all([publicity.object(unproved, id, '不符合条件', world.key()), publicity.object(unproved, id, '不符合条件', world.key())]);
    expect(both.map(({ is }) => is).sort()).toEqual(['ObjectionRefused', 'ObjectionTaken']);
    await expect(publicity.object({ ...unproved, accountId: null }, id, '无名', world.key())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const words of ['', '  ', 'x'.repeat(2001)]) await expect(publicity.object(wang, id, words, world.key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(publicity.object(wang, 'none', '异议', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });

    expect(await objections.ofCase(bureau, number)).toMatchObject([{ step: 'public', name: '李芳', reasons: '名下另有一证' }, { name: null, reasons: '不符合条件' }]);
    expect(await objections.ofCase(supervisor, number)).toHaveLength(2);
    for (const stranger of [head('dept-gafj'), li, wang]) await expect(objections.ofCase(stranger, number)).rejects.toMatchObject({ code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/) });
    expect(world.audited.at(-1)).toMatchObject({ how: 'read' });

    world.time.now += 8 * DAY_MS;
    expect(await publicity.object(wang, id, '晚了', world.key())).toEqual({ is: 'ObjectionRefused', reason: 'OVER' });
    const { version } = await world.look(number);
    const end = (objections: number, by = bureau) => cases.act(by, WORK, { number, version, command: { type: 'end-publicity', step: 'public', objections } }, world.key());
    await expect(end(1)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'objections' } });
    // Of another office's case nobody learns even how many there are.
    for (const counted of [0, 2]) await expect(end(counted, head('dept-gafj'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // None is left unlooked into either.
    expect(await end(3)).toMatchObject({ is: 'CaseActionRefused', code: 'INCOMPLETE', details: ['objections'], text: { zh: expect.stringContaining('核实') } });
    for (const each of await objections.ofCase(bureau, number)) await objections.lookInto(bureau, each.id, '经核实不影响结果', world.key());
    expect(await end(3)).toMatchObject({ is: 'StaffCase' });
    // Granting in spite of them needs words.
    expect(await cases.act(bureau, DECIDE, { number, version: version + 1, command: { type: 'decide', outcome: 'granted' } }, world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'WORDS_NEEDED' });
    world.time.now -= 8 * DAY_MS;
  });

  it('an objection is a 待办 of who runs the publicity until it is looked into, once, by somebody who takes part', async () => {
    const { publicity, objections, todos, cases } = world.approval;
    const own = async (caller = bureau) => (await todos.list(caller, 50)).items.filter(({ source }) => source === 'community.objections').map(({ id, title, dueOn, link }) => [id, title.zh, dueOn, link]);
    const number = await publicised();
    const id = (await noticeOf(number))?.id ?? '';
    const mine = async (caller = bureau) => (await own(caller)).filter(([todo]) => todo?.includes(number));
    expect(await mine()).toEqual([]);
    const before = (await todos.list(bureau, 50)).totalCount;
    for (const [caller, words] of [[li, '名下另有一证'], [wang, '材料不实']] as const) {
      world.time.now += 1000;
      await publicity.object(caller, id, words, world.key());
    }
    const task = (await world.approval.reading.worklist(bureau, { number }, {})).nodes[0];
    expect(await mine()).toEqual([[`community.objections:${number}:public`, '核实公示异议（2条）', task?.dueOn, `/staff/cases/${number}`]]);
    expect((await todos.list(bureau, 50)).totalCount).toBe(before + 1);
    expect([await mine(clerkOf('dept-mzj')), await mine(head('dept-wjw')), await mine(supervisor)]).toEqual([await mine(), [], []]);

    const [first, second] = await objections.ofCase(bureau, number);
    expect(first).toMatchObject({ lookedAt: null, findings: null, lookedBy: null, canLookInto: true });
    expect((await objections.ofCase(supervisor, number))[0]).toMatchObject({ canLookInto: false });
    const look = (caller: typeof bureau, findings = '已查，名下只有一证', objection = first) => objections.lookInto(caller, objection?.id ?? '', findings, world.key());
    for (const stranger of [head('dept-wjw'), supervisor, li]) await expect(look(stranger)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // The applicant works there: they neither see who objects nor answer for it.
    const applicant = { ...bureau, personId: WANG.id };
    expect(await objections.ofCase(applicant, number)).toEqual([]);
    await expect(look(applicant)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const words of [' ', 'x'.repeat(2001)]) await expect(look(bureau, words)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(objections.lookInto(bureau, 'none', '查无此事', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const both = await Promise.allSettled([look(bureau), look(clerkOf('dept-mzj'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await objections.ofCase(bureau, number))[0]).toMatchObject({ findings: '已查，名下只有一证', lookedAt: world.time.now, canLookInto: false });
    expect((await mine()).map(([, title]) => title)).toEqual(['核实公示异议（1条）']);
    await look(bureau, '材料属实', second);
    expect(await mine()).toEqual([]);

    // Over with the case, looked into or not.
    const other = await publicised();
    await publicity.object(li, (await noticeOf(other))?.id ?? '', '不符合条件', world.key());
    const [left] = await objections.ofCase(bureau, other);
    expect((await own()).some(([todo]) => todo?.includes(other))).toBe(true);
    await cases.withdraw(wang, other, null, world.key());
    expect((await own()).some(([todo]) => todo?.includes(other))).toBe(false);
    expect((await objections.open()).some((each) => each.number === other)).toBe(false);
    await expect(look(bureau, '已撤回', left)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('nobody looks into an objection of their own, and one in letters that nobody sees is none', async () => {
    const { publicity, objections } = world.approval;
    const number = await publicised();
    const id = (await noticeOf(number))?.id ?? '';
    await expect(publicity.object(li, id, '\u200b\u200b', world.key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await publicity.object(bureau, id, '与申请人相识，情况不符', world.key());
    const [own] = await objections.ofCase(bureau, number);
    expect(own).toMatchObject({ canLookInto: false });
    await expect(objections.lookInto(bureau, own?.id ?? '', '不成立', world.key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await objections.lookInto(clerkOf('dept-mzj'), own?.id ?? '', '经核实不成立', world.key())).toMatchObject({ lookedAt: world.time.now });
  });

  it('an objection that was stored before it had to be looked into holds up nothing', async () => {
    const number = await publicised();
    await world.approval.publicity.object(li, (await noticeOf(number))?.id ?? '', '早先的异议', world.key());
    await publicityCollections(world.connection).objections.updateOne({ number }, { $unset: { open: '', lookedAt: '', findingsSealed: '', lookedBy: '' } });
    await createPublicityIndexes(world.connection);
    expect(await world.approval.objections.ofCase(bureau, number)).toMatchObject([{ reasons: '早先的异议', lookedAt: null, canLookInto: false }]);
  });

  it('whoever objected has it among their data, and it stays in the file as nobody’s', async () => {
    const [own] = world.approval.personalData;
    expect(JSON.stringify(await own?.collect(LI.id))).toContain('名下另有一证');
    const gone = await withTransaction(world.connection, async (session) => own?.erase(session, LI.id, '2026-11-23'));
    expect(gone?.deleted).toContainEqual(expect.objectContaining({ zh: '公示异议' }));
    expect(await own?.collect(LI.id)).toEqual([]);
    expect(await publicityCollections(world.connection).objections.countDocuments({ by: null })).toBe(4);
  });
});

describe('a name made public', () => {
  it('is the family name and no more', () => {
    expect(['王建国', '李芳', '欧阳娜娜', '欧阳', ' 张三 ', ''].map(publicName)).toEqual(['王××', '李××', '欧阳××', '欧××', '张××', '××']);
  });
});
