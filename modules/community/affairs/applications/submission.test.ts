import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paperText, showsQr } from '../../../kernel/documents/testing.js';
import { callerOf, completed, LI, staffOf, WANG } from '../testing.js';
import { formOf } from './filling.js';
import { applied, applyingWorld, drafted, key, papersFor, photo, pdf, SAMPLE_WANG, wang, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
const li = callerOf(LI);
const clerk = staffOf('clerk', 'centre-yueyang');
const SERVICE = 'social-card-replacement';
beforeAll(async () => {
  district = await applyingWorld('submission');
});
afterAll(() => district.close());

const count = (collection: string): Promise<number> => district.world.connection.collection(collection).countDocuments();
const counts = async () => ({ applications: await count('community_applications'), cases: await count('test_cases'), receipts: await count('community_documents') });
const submit = (draft: { readonly id: string; readonly version: number }, caller = wang, same = key(), process = district.affairs) => process.submission.submit(caller, { draftId: draft.id, version: draft.version, commitment: false }, same);

describe('handing in', () => {
  it('freezes what was filled in, opens a case, issues a receipt and lets the draft go, all at once', async () => {
    const draft = await drafted(district.affairs, wang, SERVICE, { reason: 'lost' });
    const result = await submit(draft);
    expect(result).toMatchObject({ kind: 'Application', serviceId: SERVICE, personId: SAMPLE_WANG.id, enteredBy: null, receivedAt: district.world.time.now, versions: [{ version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }] });
    if (result.kind !== 'Application') return;
    expect(result.number).toMatch(/^31019920261123\d{6}$/);
    expect(await district.affairs.drafts.open(draft.id, SAMPLE_WANG.id)).toBeNull();
    const { content, seal } = await district.affairs.reading.content(wang, result.number);
    expect(content.values).toMatchObject({ reason: 'lost' });
    expect(content.fetched).toContainEqual({ inputId: 'photo', from: 'dept-gafj', reference: '2021-06-01' });
    expect(seal).toEqual({ hash: result.versions[0]?.hash, by: 'second-factor', at: result.receivedAt, genuine: true });
    const opened = (await district.cases.list()).find(({ number }) => number === result.number);
    // Living in Yueyang, he belongs to its centre.
    expect(opened).toMatchObject({ applicant: SAMPLE_WANG.id, by: { accountId: wang.accountId, personId: SAMPLE_WANG.id }, enteredBy: null, centreId: 'centre-yueyang', hash: result.versions[0]?.hash, values: content.values, receivedAt: result.receivedAt });
    expect(district.world.audited).toContainEqual(expect.objectContaining({ how: 'write', action: 'community.applications.submit', subject: { type: 'application', id: result.number, personIds: [SAMPLE_WANG.id] } }));
  });

  it('needs a second factor within the last ten minutes', async () => {
    const draft = await drafted(district.affairs, wang, SERVICE);
    await expect(submit(draft, { ...wang, assurance: 'ordinary' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('tells each faulty field in plain Chinese, all at once, and hands in nothing', async () => {
    const before = await counts();
    const saved = await district.affairs.drafts.save(wang, { serviceId: 'dog-registration', version: 0, values: { phone: '139' }, papers: [] }, key());
    if (saved.kind !== 'ApplicationDraft') throw new Error(saved.kind);
    const result = await submit(saved);
    expect(result.kind).toBe('FormIncomplete');
    if (result.kind !== 'FormIncomplete') return;
    expect(result.faults).toContainEqual({ path: 'phone', message: { zh: '请填写 11 位手机号码', en: 'A mobile number of 11 digits' } });
    expect(result.faults).toContainEqual({ path: 'papers.dog-photo', message: expect.objectContaining({ zh: expect.stringMatching(/^请上传/) }) });
    expect(result.faults.length).toBeGreaterThan(4);
    expect(await counts()).toEqual(before);
    // It can be gone on with.
    expect(await district.affairs.drafts.open(saved.id, SAMPLE_WANG.id)).not.toBeNull();
  });

  it('takes the right kind of file for a paper', async () => {
    const file = await district.affairs.reading.upload(wang, '卡.pdf', pdf());
    const form = await district.affairs.opening.form(wang, SERVICE, null);
    const values = completed(formOf(form.service), { ...form.values, reason: 'damaged' });
    const preview = await district.affairs.opening.preview(wang, { serviceId: SERVICE, values, papers: [{ inputId: 'damaged-card', fileIds: [file.id] }], commitment: false });
    expect(preview.faults).toEqual([{ path: 'papers.damaged-card', message: expect.objectContaining({ zh: '“损坏的旧卡正面照片”请上传照片' }) }]);
  });

  it('stays as the register has the person, whatever was sent', async () => {
    const { number } = await applied(district.affairs, wang, SERVICE, { name: '李四', idNumber: LI.identifier });
    const { content } = await district.affairs.reading.content(wang, number);
    expect(Object.values(content.values)).toContain(SAMPLE_WANG.identifier);
    expect(JSON.stringify(content)).not.toContain('李四');
  });

  it('sent twice with one key, by two processes at once, is one application', async () => {
    const before = await counts();
    const draft = await drafted(district.affairs, wang, SERVICE);
    const same = key();
    const results = await Promise.all([district.affairs, district.other, district.affairs, district.other].map((process) => submit(draft, wang, same, process)));
    expect(new Set(results.map((result) => (result.kind === 'Application' ? result.number : result.kind))).size).toBe(1);
    expect(await submit(draft, wang, same)).toEqual(results[0]);
    expect(await counts()).toEqual({ applications: before.applications + 1, cases: before.cases + 1, receipts: before.receipts + 1 });
    await expect(submit({ ...draft, version: 7 }, wang, same)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('of one draft by two devices, each with a key of its own, is one application', async () => {
    const before = await counts();
    const draft = await drafted(district.affairs, wang, SERVICE);
    const results = await Promise.allSettled([submit(draft), submit(draft, { ...wang, sessionId: 'other' }, key(), district.other)]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value.kind : (result.reason as { code: string }).code)).sort()).toEqual(['Application', 'NOT_FOUND']); // faults have a code
    expect(await counts()).toEqual({ applications: before.applications + 1, cases: before.cases + 1, receipts: before.receipts + 1 });
  });

  it('of many at once gives each a number of its own', async () => {
    const drafts = [];
    for (let index = 0; index < 16; index += 1) drafts.push(await drafted(district.affairs, index % 2 ? wang : li, SERVICE));
    const results = await Promise.all(drafts.map((draft, index) => submit(draft, index % 2 ? wang : li, key(), index % 3 ? district.affairs : district.other)));
    expect(new Set(results.map((result) => (result.kind === 'Application' ? result.number : ''))).size).toBe(16);
  });

  it('of a draft that was saved elsewhere meanwhile tells so and hands in nothing', async () => {
    const before = await counts();
    const draft = await drafted(district.affairs, wang, SERVICE);
    await district.affairs.drafts.save(wang, { id: draft.id, serviceId: SERVICE, version: 1, values: { ...draft.values, reason: 'damaged' }, papers: [] }, key());
    expect(await submit(draft)).toEqual({ kind: 'DraftConflict', formChanged: false, draft: expect.objectContaining({ id: draft.id, version: 2 }) });
    expect(await counts()).toEqual(before);
  });

  it('is all or nothing: where no case opens there is no application, no receipt, and the draft is still there', async () => {
    const before = await counts();
    const draft = await drafted(district.affairs, wang, SERVICE);
    district.cases.failOnce();
    const same = key();
    await expect(submit(draft, wang, same)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await counts()).toEqual(before);
    expect(await submit(draft, wang, same)).toMatchObject({ kind: 'Application' });
    expect(await counts()).toEqual({ applications: before.applications + 1, cases: before.cases + 1, receipts: before.receipts + 1 });
  });

  it('lets papers follow and commitments stand for them only where the service says so', async () => {
    const form = await district.affairs.opening.form(li, 'food-licence', null);
    const values = completed(formOf(form.service), form.values);
    const papers = (await papersFor(district.affairs, li, form)).filter(({ inputId }) => inputId !== 'health-certificates');
    const missing = form.service.definition.approval?.tolerant?.inputs ?? [];
    const preview = (commitment: boolean) => district.affairs.opening.preview(li, { serviceId: 'food-licence', values, papers, commitment });
    expect(missing).toEqual(['health-certificates']);
    expect(await preview(false)).toMatchObject({ ready: true, toFollow: missing });
    await expect(preview(true)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'commitment' } });
    const sole = await district.affairs.opening.form(li, 'sole-trader-registration', null);
    const own = completed(formOf(sole.service), { ...sole.values, online: false });
    const asked = (commitment: boolean) => district.affairs.opening.preview(li, { serviceId: 'sole-trader-registration', values: own, papers: [], commitment });
    const [without, withIt] = [await asked(false), await asked(true)];
    const standsFor = sole.service.definition.approval?.commitment?.inputs ?? [];
    expect(standsFor).toEqual(['premises']);
    const faults = ({ faults: all }: typeof without) => all.map(({ path }) => path).filter((path) => path.startsWith('papers.'));
    expect(faults(withIt)).toEqual([]);
    expect(faults(without)).toEqual(['papers.premises']);
  });
});

describe('a receipt', () => {
  it('is a PDF with the number, and its QR code leads to what says that it is genuine', async () => {
    const { number, receiptCode } = await applied(district.affairs, wang, SERVICE, { reason: 'lost' });
    const { bytes, name } = await district.documents.service.paper(wang, receiptCode);
    expect(name).toBe(`${number}-receipt.pdf`);
    for (const words of ['社保卡补办收件回执', `办件编号 ${number}`, '2026-11-23 12:00', '本人在线提交，二次验证后电子签名']) expect(paperText(bytes)).toContain(words);
    expect(paperText(bytes)).not.toContain(SAMPLE_WANG.identifier);
    expect(showsQr(bytes, `https://yunjian.example/verify/${receiptCode}`)).toBe(true);
    expect(await district.documents.service.verify(receiptCode)).toMatchObject({ kind: 'RECEIPT', number, title: '社保卡补办收件回执', issuer: '云间区政务服务中心', holder: '王**', revokedAt: null, genuine: true });
  });

  it('is its person’s and the counter’s', async () => {
    const { receiptCode } = await applied(district.affairs, wang, SERVICE);
    await expect(district.documents.service.paper(li, receiptCode)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await district.documents.service.paper(clerk, receiptCode)).bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(district.world.audited).toContainEqual(expect.objectContaining({ how: 'read', action: 'community.documents.read', caller: clerk }));
  });
});

describe('a seal', () => {
  const tampered = async (change: (number: string, code: string) => Promise<unknown>) => {
    const { number, receiptCode } = await applied(district.affairs, wang, SERVICE);
    await change(number, receiptCode);
    return { number, receiptCode };
  };
  const applications = () => district.world.connection.collection<{ _id: string; versions: { contentSealed: string; signature: string; hash: string }[] }>('community_applications');
  const flipped = (text: string, at: number): string => text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);

  it.each(['signature', 'hash'] as const)('shows a flipped byte of the %s', async (field) => {
    const { number } = await tampered(async (id) => {
      const doc = await applications().findOne({ _id: id });
      await applications().updateOne({ _id: id }, { $set: { [`versions.0.${field}`]: flipped(doc?.versions[0]?.[field] ?? '', 20) } });
    });
    expect((await district.affairs.reading.content(wang, number)).seal.genuine).toBe(false);
  });

  it('shows a content that was written anew by whoever has the field keys', async () => {
    const { number } = await tampered(async (id) => {
      const { content } = await district.affairs.reading.content(wang, id);
      await applications().updateOne({ _id: id }, { $set: { 'versions.0.contentSealed': district.world.cipher.seal(JSON.stringify({ ...content, values: { ...content.values, reason: 'damaged' } }), `application.content:${id}:1`) } });
    });
    expect((await district.affairs.reading.content(wang, number)).seal.genuine).toBe(false);
  });

  it('shows a later signing time, and another’s signature', async () => {
    const { number } = await tampered((id) => applications().updateOne({ _id: id }, { $set: { 'versions.0.at': new Date(district.world.time.now + 1000) } }));
    expect((await district.affairs.reading.content(wang, number)).seal.genuine).toBe(false);
    const [one, two] = [await applied(district.affairs, wang, SERVICE), await applied(district.affairs, wang, SERVICE)];
    const other = await applications().findOne({ _id: two.number });
    await applications().updateOne({ _id: one.number }, { $set: { 'versions.0.signature': other?.versions[0]?.signature ?? '' } });
    expect((await district.affairs.reading.content(wang, one.number)).seal.genuine).toBe(false);
    expect((await district.affairs.reading.content(wang, two.number)).seal.genuine).toBe(true);
  });

  it('shows a file that is not the one handed in', async () => {
    const form = await district.affairs.opening.form(wang, SERVICE, null);
    const values = completed(formOf(form.service), { ...form.values, reason: 'damaged' });
    const file = await district.affairs.reading.upload(wang, '卡.jpg', await photo());
    const saved = await district.affairs.drafts.save(wang, { serviceId: SERVICE, version: 0, values, papers: [{ inputId: 'damaged-card', fileIds: [file.id] }] }, key());
    const result = await submit({ id: saved.kind === 'ApplicationDraft' ? saved.id : '', version: 1 });
    const number = result.kind === 'Application' ? result.number : '';
    expect((await district.affairs.reading.content(wang, number)).seal.genuine).toBe(true);
    await district.world.connection.collection('file_records').updateOne({ _id: file.id as never }, { $set: { hash: '0'.repeat(64) } });
    expect((await district.affairs.reading.content(wang, number)).seal.genuine).toBe(false);
  });

  it('whose content does not open any more shows nothing', async () => {
    const { number, receiptCode } = await tampered(async (id) => {
      const doc = await applications().findOne({ _id: id });
      const text = doc?.versions[0]?.contentSealed ?? '';
      await applications().updateOne({ _id: id }, { $set: { 'versions.0.contentSealed': flipped(text, text.length - 30) } });
    });
    await expect(district.affairs.reading.content(wang, number)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const documents = district.world.connection.collection<{ _id: string; contentSealed: string; title: string }>('community_documents');
    const document = await documents.findOne({ _id: receiptCode });
    await documents.updateOne({ _id: receiptCode }, { $set: { contentSealed: flipped(document?.contentSealed ?? '', 80) } });
    expect(await district.documents.service.verify(receiptCode)).toMatchObject({ genuine: false, issuer: null, holder: null });
    await expect(district.documents.service.paper(wang, receiptCode)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('of a receipt shows another number, and a code that was never issued verifies as nothing', async () => {
    const { receiptCode } = await applied(district.affairs, wang, SERVICE);
    await district.world.connection.collection('community_documents').updateOne({ _id: receiptCode as never }, { $set: { number: '310199209901010001' } });
    expect(await district.documents.service.verify(receiptCode)).toMatchObject({ genuine: false });
    expect(await district.documents.service.verify('A'.repeat(22))).toBeNull();
    expect(await district.documents.service.verify('../../etc')).toBeNull();
  });
});

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
    await expect(district.affairs.submission.supplement(wang, input, key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await district.affairs.reading.find(wang, number)).versions).toHaveLength(1);
    await district.cases.ask(number);
    expect(await district.affairs.submission.supplement(wang, { ...input, papers: [] }, key())).toMatchObject({ kind: 'FormIncomplete', faults: [expect.objectContaining({ path: 'papers.damaged-card' })] });
    const same = key();
    const results = await Promise.all([district.affairs, district.other].map((process) => process.submission.supplement(wang, input, same)));
    expect(results[0]).toMatchObject({ kind: 'Application', number, versions: [{ version: 1 }, { version: 2 }] });
    expect(results[1]).toEqual(results[0]);
    const [now, before] = [await district.affairs.reading.content(wang, number), await district.affairs.reading.content(wang, number, 1)];
    expect([now.content.values.reason, now.seal.genuine, before.content.values.reason, before.seal.genuine]).toEqual(['damaged', true, 'lost', true]);
    expect((await district.cases.list()).find((one) => one.number === number)?.supplements).toEqual([expect.objectContaining({ version: 2, hash: now.seal.hash, papers: [{ inputId: 'damaged-card', fileIds: [file.id] }] })]);
    await expect(district.affairs.submission.supplement(li, input, key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(district.affairs.reading.content(wang, number, 3)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
