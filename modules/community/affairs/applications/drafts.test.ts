import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../../../kernel/db.js';
import { callerOf, LI, WANG } from '../testing.js';
import { DRAFT_MS } from './drafts.js';
import { applyingWorld, key, photo, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
const phone = callerOf(WANG, { sessionId: 'phone' });
const computer = callerOf(WANG, { sessionId: 'computer', assurance: 'ordinary' });
beforeAll(async () => {
  district = await applyingWorld('drafts');
});
afterAll(() => district.close());

const begin = async (values: Readonly<Record<string, unknown>> = {}) => {
  const saved = await district.affairs.drafts.save(phone, { serviceId: 'dog-registration', version: 0, values, papers: [] }, key());
  if (saved.kind !== 'ApplicationDraft') throw new Error(saved.kind);
  return saved;
};
const valuesOf = async (id: string) => (await district.affairs.drafts.open(id, WANG.id))?.values;

describe('a draft', () => {
  it('is there on every device, as last saved', async () => {
    const { id } = await begin({ phone: '13911112222' });
    const saved = await district.other.drafts.save(computer, { id, serviceId: 'dog-registration', version: 1, values: { phone: '13933334444' }, papers: [] }, key());
    expect(saved).toMatchObject({ kind: 'ApplicationDraft', id, version: 2 });
    expect((await district.affairs.drafts.list(phone))[0]).toMatchObject({ id, version: 2, serviceId: 'dog-registration' });
    expect(await valuesOf(id)).toEqual({ phone: '13933334444' });
  });

  it('keeps the tick of a commitment (告知承诺), where the service has one', async () => {
    const save = (caller: typeof phone, id: string | null, version: number, commitment: boolean, serviceId = 'sole-trader-registration') => district.affairs.drafts.save(caller, { id, serviceId, version, values: {}, papers: [], commitment }, key());
    const saved = await save(phone, null, 0, true);
    expect(saved).toMatchObject({ kind: 'ApplicationDraft', commitment: true });
    const { id } = saved.kind === 'ApplicationDraft' ? saved : { id: '' };
    expect((await district.other.opening.form({ ...computer, assurance: 'sensitive' }, 'sole-trader-registration')).draft).toMatchObject({ id, commitment: true });
    expect(await save(computer, id, 1, false)).toMatchObject({ commitment: false });
    expect(await district.affairs.drafts.open(id, WANG.id)).toMatchObject({ commitment: false });
    await expect(save(phone, null, 0, true, 'dog-registration')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    // Drafts saved before it was kept have none.
    await district.world.connection.collection('community_drafts').updateOne({ _id: id as never }, { $unset: { commitment: 1 } });
    expect(await district.affairs.drafts.open(id, WANG.id)).toMatchObject({ commitment: false });
  });

  it('is not written over by a device that has not seen the last save: it is told, and nothing changes', async () => {
    const { id } = await begin({ phone: '1' });
    await district.affairs.drafts.save(phone, { id, serviceId: 'dog-registration', version: 1, values: { phone: '2' }, papers: [] }, key());
    expect(await district.other.drafts.save(computer, { id, serviceId: 'dog-registration', version: 1, values: { phone: '3' }, papers: [] }, key())).toEqual({ kind: 'DraftConflict', formChanged: false, draft: expect.objectContaining({ id, version: 2 }) });
    expect(await valuesOf(id)).toEqual({ phone: '2' });
  });

  it('saved by two devices at the same moment is saved by one', async () => {
    const { id } = await begin();
    const results = await Promise.all([phone, computer].map((caller, index) => (index === 0 ? district.affairs : district.other).drafts.save(caller, { id, serviceId: 'dog-registration', version: 1, values: { phone: String(index) }, papers: [] }, key())));
    expect(results.map(({ kind }) => kind).sort()).toEqual(['ApplicationDraft', 'DraftConflict']);
    expect(await valuesOf(id)).toEqual({ phone: String(results.findIndex(({ kind }) => kind === 'ApplicationDraft')) });
  });

  it('a save sent again gives its own answer, not what another device has saved since', async () => {
    const { id } = await begin();
    const [input, same] = [{ id, serviceId: 'dog-registration', version: 1, values: { phone: 'a' }, papers: [] }, key()];
    const first = await district.affairs.drafts.save(phone, input, same);
    await district.other.drafts.save(computer, { ...input, version: 2, values: { phone: 'b' } }, key());
    expect(await district.affairs.drafts.save(phone, input, same)).toEqual(first);
    expect(await valuesOf(id)).toEqual({ phone: 'b' });
    await expect(district.affairs.drafts.save(phone, { ...input, values: { phone: 'c' } }, same)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('begun by two requests with one key is one', async () => {
    const [same, before] = [key(), (await district.affairs.drafts.list(phone)).length];
    const input = { serviceId: 'elderly-allowance', version: 0, values: {}, papers: [] };
    const [one, two] = await Promise.all([district.affairs.drafts.save(phone, input, same), district.other.drafts.save(phone, input, same)]);
    expect(one).toEqual(two);
    expect(await district.affairs.drafts.list(phone)).toHaveLength(before + 1);
  });

  it('stays 90 days from the last save, with its files, and then goes', async () => {
    const start = district.world.time.now;
    const file = await district.affairs.reading.upload(phone, '狗.jpg', await photo());
    const papers = [{ inputId: 'dog-photo', fileIds: [file.id] }];
    const { id } = await begin();
    await district.affairs.drafts.save(phone, { id, serviceId: 'dog-registration', version: 1, values: {}, papers }, key());
    district.world.time.now = start + 60 * 86_400_000;
    await district.affairs.drafts.save(phone, { id, serviceId: 'dog-registration', version: 2, values: { phone: '5' }, papers }, key());
    district.world.time.now = start + 60 * 86_400_000 + DRAFT_MS - 1000;
    expect((await district.affairs.opening.form(phone, 'dog-registration', id)).papers).toContainEqual(expect.objectContaining({ inputId: 'dog-photo', state: 'GIVEN', files: [expect.objectContaining({ id: file.id, name: '狗.jpg' })] }));
    district.world.time.now += 1000;
    expect(await district.affairs.drafts.open(id, WANG.id)).toBeNull();
    expect((await district.affairs.drafts.list(phone)).map((draft) => draft.id)).not.toContain(id);
    expect(await district.affairs.files.find(file.id)).toBeNull();
    district.world.time.now = start;
    // MongoDB clears up by itself.
    expect(await district.world.connection.collection('community_drafts').indexes()).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it('is its person’s alone', async () => {
    const { id } = await begin();
    const stranger = callerOf(LI);
    await expect(district.affairs.drafts.save(stranger, { id, serviceId: 'dog-registration', version: 1, values: {}, papers: [] }, key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await district.affairs.drafts.remove(stranger, id, key())).toBe(false);
    expect(await district.affairs.drafts.list(stranger)).toEqual([]);
    await expect(district.affairs.drafts.list({ ...stranger, proofed: false })).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    const acting = { ...stranger, actingFor: { delegationId: 'd', kind: 'person' as const, id: WANG.id, displayName: '王建国', scopes: ['affairs.apply'] } };
    expect((await district.affairs.drafts.list(acting)).map((draft) => draft.id)).toContain(id);
    await expect(district.affairs.drafts.list({ ...acting, actingFor: { ...acting.actingFor, scopes: ['health.read'] } })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await district.affairs.drafts.remove(phone, id, key())).toBe(true);
  });

  it('takes no file of somebody else, no paper that is not asked for, no more files than asked for', async () => {
    const theirs = await district.affairs.reading.upload(callerOf(LI), 'a.jpg', await photo());
    const save = (papers: { inputId: string; fileIds: string[] }[]) => district.affairs.drafts.save(phone, { serviceId: 'dog-registration', version: 0, values: {}, papers }, key());
    await expect(save([{ inputId: 'dog-photo', fileIds: [theirs.id] }])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(save([{ inputId: 'cat-photo', fileIds: ['x'] }])).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(save([{ inputId: 'dog-photo', fileIds: Array.from({ length: 10 }, (_, index) => String(index)) }])).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(district.affairs.drafts.save(phone, { serviceId: 'dog-registration', version: 0, values: { phone: 'x'.repeat(300_000) }, papers: [] }, key())).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('goes with its files when its person is erased, and whatever was added to nothing', async () => {
    const person = callerOf(LI);
    const [added, used] = [await district.affairs.reading.upload(person, 'a.jpg', await photo()), await district.affairs.reading.upload(person, 'b.jpg', await photo())];
    await district.affairs.drafts.save(person, { serviceId: 'dog-registration', version: 0, values: {}, papers: [{ inputId: 'dog-photo', fileIds: [used.id] }] }, key());
    const theirs = await district.affairs.reading.upload(phone, 'c.jpg', await photo());
    const data = district.affairs.personalData.find(({ name }) => name === 'community.applications');
    await withTransaction(district.world.connection, async (session) => void (await data?.erase(session, LI.id, '2026-11-23')));
    expect(await district.affairs.files.list([added.id, used.id, theirs.id])).toMatchObject([{ id: theirs.id }]);
  });

  it('stands sealed', async () => {
    await begin({ phone: '13977778888' });
    const stored = JSON.stringify(await district.world.connection.collection('community_drafts').find().toArray());
    expect(stored).not.toContain('13977778888');
    expect(stored).toContain('v1.k1');
  });
});
