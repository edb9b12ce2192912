import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf, completed, LI } from '../testing.js';
import { formOf } from './filling.js';
import { applyingWorld, key, papersFor, pdf, photo, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
const li = callerOf(LI);
const WHAT = 'health-certificates';
beforeAll(async () => {
  district = await applyingWorld('owed');
});
afterAll(() => district.close());

/** A food licence applied for without the health certificates, which may follow. */
async function owing(): Promise<string> {
  const { affairs } = district;
  const form = await affairs.opening.form(li, 'food-licence', null);
  const values = completed(formOf(form.service), form.values);
  const papers = (await papersFor(affairs, li, form)).filter(({ inputId }) => inputId !== WHAT);
  const saved = await affairs.drafts.save(li, { serviceId: 'food-licence', version: 0, values, papers }, key());
  const result = await affairs.submission.submit(li, { draftId: saved.kind === 'ApplicationDraft' ? saved.id : '', version: 1, commitment: false }, key());
  if (result.kind !== 'Application') throw new Error(JSON.stringify(result));
  return result.number;
}
const file = async (bytes: Buffer, caller = li): Promise<string> => (await district.affairs.reading.upload(caller, '健康证.jpg', bytes)).id;
const caseOf = async (number: string) => (await district.cases.list()).find((one) => one.number === number);

describe('papers that were to follow (容缺补交)', () => {
  it('are the applicant’s own, of what is owed, and of a kind that the service takes', async () => {
    const number = await owing();
    const handIn = (papers: { inputId: string; fileIds: string[] }[], caller = li) => district.affairs.owed.handIn(caller, { number, papers }, key());
    const mine = await file(await photo());
    const stranger = callerOf({ ...LI, id: 'p-wang' });
    await expect(handIn([{ inputId: WHAT, fileIds: [mine] }], stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(handIn([{ inputId: WHAT, fileIds: [mine] }], { ...li, assurance: 'ordinary' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(handIn([])).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(handIn([{ inputId: WHAT, fileIds: [] }])).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(handIn([{ inputId: 'passport', fileIds: [mine] }])).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await handIn([{ inputId: WHAT, fileIds: [await file(await photo(), stranger)] }])).toMatchObject({ kind: 'FormIncomplete', faults: [{ path: `papers.${WHAT}` }] });
    const other = (await caseOf(number))?.papers.find(({ inputId }) => inputId !== WHAT)?.inputId ?? '';
    const accepts = district.affairs.catalogue.find('food-licence')?.definition.inputs.find(({ id }) => id === other)?.accept;
    await expect(handIn([{ inputId: other, fileIds: [await file(accepts?.includes('image') ? await photo() : pdf())] }])).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await district.affairs.reading.content(li, number)).content.version).toBe(1);
  });

  it('come in as another version, sealed; all that was signed before stands, and a double is one', async () => {
    const number = await owing();
    const before = await district.affairs.reading.content(li, number);
    const input = { number, papers: [{ inputId: WHAT, fileIds: [await file(await photo())] }] };
    const same = key();
    const [one, two] = await Promise.all([district.affairs, district.other].map((process) => process.owed.handIn(li, input, same)));
    expect([one, two]).toEqual([expect.objectContaining({ kind: 'Application', versions: [expect.objectContaining({ version: 1 }), expect.objectContaining({ version: 2 })] }), one]);
    const after = await district.affairs.reading.content(li, number);
    expect(after.seal).toMatchObject({ genuine: true, by: 'second-factor' });
    expect(after.content.values).toEqual(before.content.values);
    expect([before.content.toFollow, after.content.toFollow]).toEqual([[WHAT], []]);
    expect(after.content.papers).toEqual([...before.content.papers, expect.objectContaining({ inputId: WHAT })]);
    expect((await caseOf(number))?.toFollow).toEqual([]);
    expect(district.world.audited).toContainEqual(expect.objectContaining({ how: 'write', action: 'community.applications.owed', details: { version: 2, papers: WHAT } }));
    // What came in is not owed any more.
    await expect(district.affairs.owed.handIn(li, { number, papers: [{ inputId: WHAT, fileIds: [await file(await photo())] }] }, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await district.affairs.reading.content(li, number)).content.version).toBe(2);
  });
});
