import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paperText } from '../../../kernel/documents/testing.js';
import { callerOf, completed, LI, staffOf, WANG } from '../testing.js';
import { formOf } from './filling.js';
import { applied, applyingWorld, key, papersFor, pdf, photo, SAMPLE_WANG, wang, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
const li = callerOf(LI);
const clerk = staffOf('clerk', 'centre-yueyang');
const SERVICE = 'social-card-replacement';
beforeAll(async () => {
  district = await applyingWorld('counter');
});
afterAll(() => district.close());

const count = (collection: string): Promise<number> => district.world.connection.collection(collection).countDocuments();
const counts = async () => ({ applications: await count('community_applications'), cases: await count('test_cases'), receipts: await count('community_documents') });

describe('at the counter', () => {
  const card = { identifier: WANG.identifier, name: WANG.name };
  const fill = async () => {
    const opened = await district.affairs.opening.counterForm(clerk, 'dog-registration', card);
    if (opened.kind !== 'CounterForm') throw new Error(opened.kind);
    const { form } = opened;
    const papers = await papersFor(district.affairs, clerk, form);
    return { serviceId: 'dog-registration', card, values: completed(formOf(form.service), form.values), papers, commitment: false, signedOnPaper: true };
  };

  it('a clerk opens the form filled with what is known of whoever is there, and it is recorded', async () => {
    const opened = await district.affairs.opening.counterForm(clerk, 'dog-registration', card);
    if (opened.kind !== 'CounterForm') throw new Error(opened.kind);
    const { form, ...who } = opened;
    expect(who).toEqual({ kind: 'CounterForm', name: '王建国', identifier: expect.stringMatching(/\*{4,}/), cardRead: false, known: true });
    expect(Object.values(form.values)).toContain(WANG.identifier);
    expect(district.world.audited).toContainEqual(expect.objectContaining({ how: 'read', action: 'community.applications.start-counter', caller: clerk }));
    await expect(district.affairs.opening.counterForm(wang, 'dog-registration', card)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(district.affairs.opening.counterForm(staffOf('approver', 'dept-gafj'), 'dog-registration', card)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('and enters it, signed on paper; the files become the applicant’s, the case says who entered it', async () => {
    const input = await fill();
    const same = key();
    const result = await district.affairs.submission.enter(clerk, input, same);
    expect(result).toMatchObject({ kind: 'Application', enteredBy: clerk.personId });
    expect(await district.other.submission.enter(clerk, input, same)).toEqual(result);
    if (result.kind !== 'Application') return;
    const personId = result.personId;
    expect((await district.cases.list()).find(({ number }) => number === result.number)).toMatchObject({ applicant: personId, enteredBy: clerk.personId, centreId: 'centre-yueyang' });
    const { papers, seal } = await district.affairs.reading.content({ ...callerOf(WANG), personId, accountId: 'a' }, result.number);
    expect(seal).toMatchObject({ by: 'paper', genuine: true });
    expect(papers.flatMap(({ files }) => files.map(({ ownerId }) => ownerId))).toEqual(papers.flatMap(({ files }) => files.map(() => personId)));
    expect(papers.length).toBeGreaterThan(0);
    const { bytes } = await district.documents.service.paper(clerk, result.receiptCode);
    expect(paperText(bytes)).toContain('窗口录入，申请人纸质签名');
  });

  it('a card that proves nobody is told in plain Chinese, and nothing is entered', async () => {
    const before = await counts();
    const input = { ...(await fill()), card: { reading: 'AAAA' } };
    const told = { kind: 'FormIncomplete', faults: [{ path: 'card.reading', message: expect.objectContaining({ zh: '没有读到身份证，请重新放置证件再读一次' }) }] };
    expect(await district.affairs.submission.enter(clerk, input, key())).toEqual(told);
    expect(await district.affairs.opening.counterForm(clerk, SERVICE, input.card)).toEqual(told);
    expect(await district.affairs.opening.counterForm(clerk, SERVICE, { identifier: WANG.identifier })).toMatchObject({ faults: [{ path: 'card.name' }] });
    expect(await counts()).toEqual(before);
  });

  it('not unsigned, not for oneself, not by anybody else', async () => {
    const input = await fill();
    await expect(district.affairs.submission.enter(clerk, { ...input, signedOnPaper: false }, key())).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'signedOnPaper' } });
    const { personId } = callerOf(SAMPLE_WANG);
    await expect(district.affairs.submission.enter({ ...clerk, personId }, input, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(district.affairs.submission.enter(wang, input, key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(district.affairs.submission.enter({ ...clerk, assurance: 'ordinary' }, input, key())).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });
});

describe('a supplement (补正)', () => {
  it('is another version of the same application, and only where one was asked for', async () => {
    const { number } = await applied(district.affairs, wang, SERVICE, { reason: 'lost' });
    const { content } = await district.affairs.reading.content(wang, number);
    const file = await district.affairs.reading.upload(wang, '卡.jpg', await photo());
    const input = { number, values: { ...content.values, reason: 'damaged' }, papers: [{ inputId: 'damaged-card', fileIds: [file.id] }] };
    await expect(district.affairs.supplement.supplement(wang, input, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await district.affairs.reading.find(wang, number)).versions).toHaveLength(1);
    await district.cases.ask(number);
    expect(await district.affairs.supplement.supplement(wang, { ...input, papers: [] }, key())).toMatchObject({ kind: 'FormIncomplete', faults: [expect.objectContaining({ path: 'papers.damaged-card' })] });
    const same = key();
    const results = await Promise.all([district.affairs, district.other].map((process) => process.supplement.supplement(wang, input, same)));
    expect(results[0]).toMatchObject({ kind: 'Application', number, versions: [{ version: 1 }, { version: 2 }] });
    expect(results[1]).toEqual(results[0]);
    const [now, before] = [await district.affairs.reading.content(wang, number), await district.affairs.reading.content(wang, number, 1)];
    expect([now.content.values.reason, now.seal.genuine, before.content.values.reason, before.seal.genuine]).toEqual(['damaged', true, 'lost', true]);
    expect((await district.cases.list()).find((one) => one.number === number)?.supplements).toEqual([expect.objectContaining({ version: 2, hash: now.seal.hash, papers: [{ inputId: 'damaged-card', fileIds: [file.id] }, { inputId: 'id-card', fileIds: [] }, { inputId: 'photo', fileIds: [] }] })]);
    await expect(district.affairs.supplement.supplement(li, input, key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(district.affairs.reading.content(wang, number, 3)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps what was committed to, and what it brings is known for the next application', async () => {
    const form = await district.affairs.opening.form(li, 'sole-trader-registration', null);
    const values = completed(formOf(form.service), { ...form.values, online: false });
    const saved = await district.affairs.drafts.save(li, { serviceId: 'sole-trader-registration', version: 0, values, papers: [] }, key());
    const result = await district.affairs.submission.submit(li, { draftId: saved.kind === 'ApplicationDraft' ? saved.id : '', version: 1, commitment: true }, key());
    const number = result.kind === 'Application' ? result.number : '';
    await district.cases.ask(number);
    expect(await district.affairs.supplement.supplement(li, { number, values, papers: [] }, key())).toMatchObject({ kind: 'Application', versions: [{ version: 1 }, { version: 2 }] });
    expect((await district.affairs.reading.content(li, number)).content.committed).toBe(true);
    await district.cases.ask(number);
    const file = await district.affairs.reading.upload(li, '租赁合同.pdf', pdf());
    await district.affairs.supplement.supplement(li, { number, values, papers: [{ inputId: 'premises', fileIds: [file.id] }] }, key());
    expect((await district.affairs.opening.form(li, 'shop-sign-filing', null)).papers).toContainEqual(expect.objectContaining({ inputId: 'premises', state: 'OFFERED', files: [expect.objectContaining({ id: file.id })] }));
  });

  it('comes in at the counter too: with the applicant’s own card, by a clerk who works on the case', async () => {
    const { number } = await applied(district.affairs, wang, SERVICE, { reason: 'lost' });
    const { content } = await district.affairs.reading.content(wang, number);
    await district.cases.ask(number);
    const file = await district.affairs.reading.upload(clerk, '卡.jpg', await photo());
    const input = { number, values: { ...content.values, reason: 'damaged' }, papers: [{ inputId: 'damaged-card', fileIds: [file.id] }], card: { identifier: SAMPLE_WANG.identifier, name: SAMPLE_WANG.name }, signedOnPaper: true };
    const supplement = (own: Partial<typeof input>, caller = clerk) => district.affairs.supplement.supplement(caller, { ...input, ...own }, key());
    expect(await supplement({ card: { identifier: LI.identifier, name: LI.name } })).toEqual({ kind: 'FormIncomplete', faults: [expect.objectContaining({ path: 'card.identifier' })] });
    await expect(supplement({ signedOnPaper: false })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(supplement({}, staffOf('clerk', 'centre-sijing'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(supplement({}, wang)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await supplement({})).toMatchObject({ kind: 'Application', versions: [{ version: 1 }, { version: 2 }] });
    const { seal, papers } = await district.affairs.reading.content(wang, number);
    expect([seal.by, seal.genuine, papers[0]?.files[0]?.ownerId]).toEqual(['paper', true, SAMPLE_WANG.id]);
  });
});
