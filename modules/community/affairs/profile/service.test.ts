import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../../../kernel/db.js';
import { applied, applyingWorld, key, SAMPLE_WANG, wang, type ApplyingWorld } from '../applications/testing.js';
import { callerOf, LI } from '../testing.js';
import { FACTS } from './facts.js';

let district: ApplyingWorld;
const li = callerOf(LI);
const MONTH = 30.5 * 86_400_000;
beforeAll(async () => {
  district = await applyingWorld('profile');
});
afterAll(() => district.close());

const factOf = async (caller: typeof wang, name: string) => (await district.affairs.profile.read(caller)).facts.find((fact) => fact.key === name);
const save = async (caller: typeof wang, facts: Readonly<Record<string, unknown>>, version?: number, same = key(), process = district.affairs) =>
  process.profile.save(caller, Object.entries(facts).map(([name, value]) => ({ key: name, value })), version ?? (await district.affairs.profile.read(caller)).version, same);

describe('a household’s profile', () => {
  it('has every fact of the vocabulary, with source, age and confirmation where it is known', async () => {
    const { version, facts } = await district.affairs.profile.read(wang);
    expect(version).toBe(0);
    expect(facts.map((fact) => fact.key)).toEqual(Object.keys(FACTS));
    const byKey = Object.fromEntries(facts.map((fact) => [fact.key, fact]));
    expect(byKey['person.name']).toMatchObject({ known: { value: '王建国', source: 'REGISTER' }, editable: false, stale: false });
    expect(byKey['work.employer']).toMatchObject({ known: { value: '云间公共交通有限公司', source: 'DEPARTMENT', from: 'dept-rsj', at: Date.parse('2019-03-01T00:00:00+08:00') }, editable: false, stale: false });
    expect(byKey['bank.account']).toMatchObject({ known: null, editable: true, stale: false });
  });

  it('keeps what its person says, asks again when it is old, and takes the same answer as confirmation', async () => {
    const start = district.world.time.now;
    expect(await save(li, { 'contact.other.phone': '13911112222', 'home.address': '岳阳街道人民北路88弄' })).toMatchObject({ kind: 'HouseholdProfile', version: 1 });
    expect(await factOf(li, 'contact.other.phone')).toMatchObject({ known: { value: '13911112222', source: 'SELF', at: start, confirmedAt: start }, stale: false });
    district.world.time.now = start + 13 * MONTH;
    expect(await factOf(li, 'contact.other.phone')).toMatchObject({ known: { value: '13911112222' }, stale: true });
    await save(li, { 'contact.other.phone': '13911112222' });
    expect(await factOf(li, 'contact.other.phone')).toMatchObject({ known: { at: start, confirmedAt: district.world.time.now }, stale: false });
    expect(await factOf(li, 'home.address')).toMatchObject({ stale: true });
    await save(li, { 'contact.other.phone': '13933334444' });
    expect(await factOf(li, 'contact.other.phone')).toMatchObject({ known: { at: district.world.time.now } });
    await save(li, { 'contact.other.phone': null });
    expect(await factOf(li, 'contact.other.phone')).toMatchObject({ known: null });
    district.world.time.now = start;
  });

  it('learns from what is handed in, and says from which application', async () => {
    const { number } = await applied(district.affairs, li, 'social-card-replacement', { phone: '13955556666' });
    expect(await factOf(li, 'delivery.way')).toMatchObject({ known: { source: 'APPLICATION', from: number }, editable: true });
    // The form of the next service opens with it.
    const form = await district.affairs.opening.form(li, 'dog-registration', null);
    expect(form.filled.find((field) => field.key === 'contact.phone')).toMatchObject({ value: '13955556666', source: 'APPLICATION', from: number });
  });

  it('tells what is wrong with a fact by its name, and saves nothing of it', async () => {
    const { version } = await district.affairs.profile.read(wang);
    const result = await save(wang, { 'contact.phone': '12', 'work.employer': '别的公司', 'person.identifier': LI.identifier, 'no.such': 1, 'bank.name': '工商银行' });
    expect(result).toEqual({ kind: 'FormIncomplete', faults: [
      { path: 'contact.phone', message: expect.objectContaining({ zh: '请填写 11 位手机号码' }) },
      { path: 'work.employer', message: expect.objectContaining({ zh: '“工作单位”由主管部门登记，如有变化请向该部门申请更正' }) },
      { path: 'person.identifier', message: expect.objectContaining({ zh: expect.stringContaining('更正') }) },
      { path: 'no.such', message: expect.objectContaining({ zh: '档案里没有这一项' }) },
    ] });
    expect((await district.affairs.profile.read(wang)).version).toBe(version);
  });

  it('saved on two devices tells the second, and sent twice with one key is saved once', async () => {
    const { version } = await district.affairs.profile.read(wang);
    const same = key();
    const [one, two] = await Promise.all([save(wang, { 'bank.name': '工商银行' }, version, same), save(wang, { 'bank.name': '工商银行' }, version, same, district.other)]);
    expect([one, two]).toEqual([expect.objectContaining({ kind: 'HouseholdProfile', version: version + 1 }), expect.objectContaining({ kind: 'HouseholdProfile', version: version + 1 })]);
    expect(await save(wang, { 'bank.name': '农业银行' }, version)).toMatchObject({ kind: 'ProfileConflict', profile: { version: version + 1 } });
    expect(await factOf(wang, 'bank.name')).toMatchObject({ known: { value: '工商银行' } });
  });

  it('opens with a second factor to its person alone, and stands sealed', async () => {
    await expect(district.affairs.profile.read({ ...wang, assurance: 'ordinary' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(district.affairs.profile.read(callerOf(LI, { actingFor: { delegationId: 'd', kind: 'person', id: SAMPLE_WANG.id, displayName: '王建国', scopes: ['health.read'] } }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await save(wang, { 'bank.account': '6222000000001234' });
    const stored = JSON.stringify(await district.world.connection.collection('community_profiles').find().toArray());
    expect(stored).toContain(SAMPLE_WANG.id);
    expect(stored).not.toMatch(/6222000000001234|工商银行/);
  });
});

describe('what is held about a person', () => {
  it('comes with an export, and goes where no law keeps it', async () => {
    await applied(district.affairs, wang, 'shop-sign-filing');
    await district.affairs.drafts.save(wang, { serviceId: 'dog-registration', version: 0, values: {}, papers: [] }, key());
    const holders = [...district.affairs.personalData, ...district.documents.personalData];
    const held = async () => (await Promise.all(holders.map(({ collect }) => collect(SAMPLE_WANG.id)))).flat();
    const sections = await held();
    expect(sections.map(({ title }) => title.zh).sort()).toEqual(['一次填写档案', '办事申请', '可再次使用的材料', '未提交的申请', '签发给您的文书'].sort());
    expect(JSON.stringify(sections)).toContain(SAMPLE_WANG.identifier);
    const erased = (today: string) => withTransaction(district.world.connection, async (session) => {
      const all = [];
      for (const { erase } of holders) all.push(await erase(session, SAMPLE_WANG.id, today));
      return all;
    });
    const reports = await erased('2026-11-24');
    expect(reports.flatMap(({ kept }) => kept)).toEqual(['办事申请', '签发给您的文书'].map((zh) => expect.objectContaining({ what: expect.objectContaining({ zh }), until: '2036-11-23' })));
    expect((await held()).map(({ title }) => title.zh)).toEqual(['办事申请', '签发给您的文书']);
    // Papers of an application that is kept are kept with it.
    const { nodes } = await district.affairs.reading.list(wang, {});
    expect((await district.affairs.reading.content(wang, nodes[0]?.number ?? '')).seal.genuine).toBe(true);
    const later = await erased('2036-11-24');
    expect(later.flatMap(({ kept }) => kept)).toEqual([]);
    expect(await held()).toEqual([]);
    expect(await district.world.connection.collection('file_records').countDocuments({ ownerId: SAMPLE_WANG.id, expiresAt: null })).toBe(0);
  });
});
