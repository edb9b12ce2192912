import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../kernel/caller.js';
import { LARGEST_FILE } from '../../../kernel/files/index.js';
import type { DoorRequest } from '../../../kernel/module.js';
import { callerOf, completed, LI, staffOf, WANG } from '../testing.js';
import { formOf } from './filling.js';
import { applied, applyingWorld, key, papersFor, pdf, photo, SAMPLE_WANG, wang, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
beforeAll(async () => {
  district = await applyingWorld('doors');
});
afterAll(() => district.close());

const at = (method: 'GET' | 'POST', own: Partial<DoorRequest>) => {
  const door = district.affairs.routes.find((each) => each.method === method);
  if (!door) throw new Error('no such door');
  return door.handle({ caller: wang, params: {}, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), ...own });
};
const take = async (body: Buffer, name = '照片.jpg', caller: Caller = wang) => at('POST', { body, caller, query: new URLSearchParams({ name }) });
const give = async (id: string, caller: Caller = wang) => at('GET', { params: { id }, caller });

describe('the door that takes files in', () => {
  it('takes pictures and PDF, and says where they are', async () => {
    const taken = await take(await photo());
    expect(taken).toMatchObject({ status: 201, body: { kind: 'IMAGE', contentType: 'image/jpeg', name: '照片.jpg', url: expect.stringMatching(/^\/affairs\/files\/[\w-]{22}$/) } });
    const { id } = taken.body as { id: string };
    expect(district.world.audited.at(-1)).toMatchObject({ action: 'community.files.upload', subject: { type: 'file', id, personIds: [SAMPLE_WANG.id] } });
    expect(await give(id)).toMatchObject({ contentType: 'image/jpeg', headers: { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('照片.jpg')}` } });
    expect(await take(pdf(), '证明.pdf')).toMatchObject({ status: 201, body: { kind: 'PDF' } });
  });

  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
  it.each([
    ['a program called a picture', Buffer.from('MZ\u0090\0 this program cannot be run'), 400, '只能上传照片'],
    ['a page called a PDF', Buffer.from('<html><script>alert(1)</script>%PDF-1.7'), 400, '只能上传照片'],
    ['nothing', Buffer.alloc(0), 400, '只能上传照片'],
    ['the head of a picture and nothing behind it', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a]), 400, '打不开'],
    ['a PDF with a program in it', Buffer.from('%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert) >> >>\nendobj\n%%EOF\n'), 400, '脚本'],
    ['a PDF with a password', Buffer.from('%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF\n'), 400, '密码'],
    ['a virus', Buffer.from(eicar), 400, '病毒'],
    ['too much', Buffer.alloc(LARGEST_FILE + 1), 413, '不能超过 10 MB'],
  ])('refuses %s in words that say what to do, and keeps nothing', async (_what, body, status, words) => {
    const before = await district.world.connection.collection('file_records').countDocuments();
    const answer = await take(body);
    expect(answer).toMatchObject({ status, body: { errors: [{ message: expect.stringContaining(words), extensions: { messageEn: expect.stringMatching(/^[ -~]+$/) } }] } });
    expect(await district.world.connection.collection('file_records').countDocuments()).toBe(before);
  });

  it('takes nothing from somebody browsing or not proved', async () => {
    const body = await photo();
    await expect(take(body, 'a.jpg', callerOf(WANG, { accountId: null, personId: null, proofed: false }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(take(body, 'a.jpg', callerOf(WANG, { proofed: false }))).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    await expect(take(body, 'a.jpg', staffOf('system-admin', 'it'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the door that gives files', () => {
  it('gives a paper to its person, to who acts for them and to staff who work on the case, and records it', async () => {
    const form = await district.affairs.opening.form(wang, 'social-card-replacement', null);
    const { id } = (await take(await photo())).body as { id: string };
    const saved = await district.affairs.drafts.save(wang, { serviceId: 'social-card-replacement', version: 0, values: completed(formOf(form.service), { ...form.values, reason: 'damaged' }), papers: [{ inputId: 'damaged-card', fileIds: [id] }] }, key());
    const approver = staffOf('approver', 'dept-rsj');
    // Before it was handed in nobody works on it.
    await expect(give(id, approver)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await district.affairs.submission.submit(wang, { draftId: saved.kind === 'ApplicationDraft' ? saved.id : '', version: 1, commitment: false }, key());
    expect(await give(id, approver)).toMatchObject({ contentType: 'image/jpeg' });
    expect(district.world.audited).toContainEqual(expect.objectContaining({ how: 'read', action: 'community.files.read', caller: approver }));
    await expect(give(id, staffOf('approver', 'dept-mzj'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(give(id, callerOf(LI))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const acting = callerOf(LI, { actingFor: { delegationId: 'd', kind: 'person', id: SAMPLE_WANG.id, displayName: '王建国', scopes: ['affairs.apply'] } });
    expect(await give(id, acting)).toMatchObject({ contentType: 'image/jpeg' });
    await expect(give('no-such-file')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('gives a paper that was used again to staff of either application, and to nobody else', async () => {
    const { id } = (await take(await photo())).body as { id: string };
    const use = async (serviceId: string, inputId: string, own: Record<string, unknown>): Promise<void> => {
      const form = await district.affairs.opening.form(wang, serviceId, null);
      const others = (await papersFor(district.affairs, wang, form)).filter((paper) => paper.inputId !== inputId);
      const saved = await district.affairs.drafts.save(wang, { serviceId, version: 0, values: completed(formOf(form.service), { ...form.values, ...own }), papers: [...others, { inputId, fileIds: [id] }] }, key());
      expect(await district.affairs.submission.submit(wang, { draftId: saved.kind === 'ApplicationDraft' ? saved.id : '', version: 1, commitment: false }, key())).toMatchObject({ kind: 'Application' });
    };
    await use('social-card-replacement', 'damaged-card', { reason: 'damaged' });
    await use('dog-registration', 'dog-photo', {});
    for (const organisationId of ['dept-rsj', 'dept-gafj']) expect(await give(id, staffOf('approver', organisationId))).toMatchObject({ contentType: 'image/jpeg' });
    await expect(give(id, staffOf('approver', 'dept-mzj'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('gives an application to its person and the staff who work on it alone', async () => {
    const { number } = await applied(district.affairs, wang, 'social-card-replacement', { reason: 'lost' });
    const [working, other] = [staffOf('approver', 'dept-rsj'), staffOf('approver', 'dept-mzj')];
    expect(await district.affairs.reading.find(working, number)).toMatchObject({ number });
    expect((await district.affairs.reading.content(working, number)).content.values).toMatchObject({ reason: 'lost' });
    await expect(district.affairs.reading.content({ ...working, assurance: 'ordinary' }, number)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    for (const read of [district.affairs.reading.find.bind(district.affairs.reading), district.affairs.reading.content.bind(district.affairs.reading)]) {
      await expect(read(other, number)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(read(callerOf(LI), number)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      // A number that is none is told from another's by nobody.
      await expect(read(callerOf(LI), '310199209901010001')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const { nodes, totalCount } = await district.affairs.reading.list(wang, { first: 1 });
    expect([nodes[0]?.number, totalCount]).toEqual([number, 4]);
    expect((await district.affairs.reading.list(callerOf(LI), {})).nodes).toEqual([]);
  });
});
