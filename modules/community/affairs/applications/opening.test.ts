import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formFaults } from '../forms/rules/validate.js';
import { FACTS } from '../profile/facts.js';
import { callerOf, completed, LI, WANG } from '../testing.js';
import { formOf } from './filling.js';
import { applied, applyingWorld, drafted, key, papersFor, photo, SAMPLE_WANG, wang, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
beforeAll(async () => {
  district = await applyingWorld('opening');
});
afterAll(() => district.close());

const open = (serviceId: string, caller = wang, draft: string | null = null) => district.affairs.opening.form(caller, serviceId, draft);

describe('a form as it is opened', () => {
  it('is filled from the register, from departments and from what was said, and says whence', async () => {
    const { values, filled, draft } = await open('dog-registration');
    expect(draft).toBeNull();
    const byKey = Object.fromEntries(filled.map((field) => [field.key, field]));
    expect(byKey['person.identifier']).toMatchObject({ value: SAMPLE_WANG.identifier, source: 'REGISTER', fixed: true, stale: false });
    expect(byKey['home.address']).toMatchObject({ source: 'DEPARTMENT', from: 'dept-gafj', fixed: false });
    expect(byKey['contact.phone']).toMatchObject({ value: '17900000001', source: 'SELF' });
    for (const { field, value } of filled) expect(values[field]).toEqual(value);
  });

  it('asks for no paper that a department holds', async () => {
    const { papers } = await open('social-card-replacement');
    expect(papers).toEqual([
      expect.objectContaining({ inputId: 'id-card', state: 'FETCHED', from: 'dept-gafj', reference: SAMPLE_WANG.identifier.slice(-4) }),
      expect.objectContaining({ inputId: 'photo', state: 'FETCHED', from: 'dept-gafj', reference: '2021-06-01' }),
      expect.objectContaining({ inputId: 'damaged-card', state: 'ASKED' }),
    ]);
  });

  it('goes on with the newest draft, whose words stand above what is known, but not above the register', async () => {
    const saved = await district.affairs.drafts.save(wang, { serviceId: 'dog-registration', version: 0, values: { name: '李四', phone: '13911112222', nonsense: 1 }, papers: [] }, key());
    const form = await district.affairs.opening.form(wang, 'dog-registration');
    const fieldOf = (fact: string) => Object.entries(formOf(form.service).schema.properties).find(([, { ui }]) => ui?.fill === fact)?.[0] ?? '';
    expect(form.draft).toMatchObject({ id: saved.kind === 'ApplicationDraft' ? saved.id : '' });
    expect(form.values[fieldOf('contact.phone')]).toBe('13911112222');
    expect(form.values[fieldOf('person.name')]).toBe('王建国');
    expect(form.filled.map(({ key: fact }) => fact)).not.toContain('contact.phone');
    expect((await open('dog-registration')).values[fieldOf('contact.phone')]).toBe('17900000001');
  });

  it('opens with a second factor, to its person alone, for what can be applied for', async () => {
    await expect(open('dog-registration', callerOf(SAMPLE_WANG, { assurance: 'ordinary' }))).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await expect(open('household-transfer-guide')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open('no-such-service')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await drafted(district.affairs, wang, 'dog-registration');
    await expect(open('dog-registration', callerOf(LI), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open('social-card-replacement', wang, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open('dog-registration', { ...callerOf(LI), accountId: null, personId: null, proofed: false })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('leaves a record of who looked', async () => {
    const before = district.world.audited.length;
    await open('dog-registration');
    expect(district.world.audited.slice(before)).toEqual([expect.objectContaining({ how: 'read', action: 'community.applications.start', subject: expect.objectContaining({ personIds: [SAMPLE_WANG.id] }) })]);
  });
});

describe('a preview', () => {
  it('tells all that is wrong at once, in words that say what to do', async () => {
    const preview = await district.affairs.opening.preview(wang, { serviceId: 'temporary-relief', values: { phone: '12' }, papers: [], commitment: false });
    expect(preview.ready).toBe(false);
    const { definition } = (await open('temporary-relief')).service;
    const paths = preview.faults.map(({ path }) => path);
    for (const { id } of definition.inputs.filter(({ how, required, when }) => how === 'given' && required && !when)) expect(paths.includes(`papers.${id}`) || preview.toFollow.includes(id)).toBe(true);
    expect(paths.length).toBeGreaterThan(3);
    for (const { message } of preview.faults) expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('reads as its person wrote it, options by their names', async () => {
    const form = await open('social-card-replacement');
    const values = completed(formOf(form.service), { ...form.values, reason: 'lost' });
    const preview = await district.affairs.opening.preview(wang, { serviceId: 'social-card-replacement', values, papers: [], commitment: false });
    expect(preview).toMatchObject({ ready: true, faults: [] });
    const rows = preview.sections.flatMap(({ rows: own }) => own);
    expect(rows).toContainEqual(expect.objectContaining({ title: { zh: '姓名', en: 'Name' }, text: { zh: '王建国', en: '王建国' } }));
    expect(rows.find(({ field }) => field === 'reason')?.text.zh).not.toBe('lost');
  });
});

describe('a preview of what is no answer', () => {
  it('shows it as it was written, whatever every object has a member called, and is recorded as a look', async () => {
    const form = await open('social-card-replacement');
    const before = district.world.audited.length;
    for (const odd of ['constructor', 'toString', '__proto__', { a: [1] }, [['x']], 1e300]) {
      const { ready, sections } = await district.affairs.opening.preview(wang, { serviceId: 'social-card-replacement', values: { ...form.values, reason: odd }, papers: [], commitment: false });
      expect(ready).toBe(false);
      expect(sections.flatMap(({ rows }) => rows).every(({ text }) => typeof text.zh === 'string')).toBe(true);
    }
    expect(district.world.audited.slice(before)).toHaveLength(6);
  });
});

describe('enter once, over all that can be applied for', () => {
  it('whoever applies for one after the other is never asked again: no fact, and no paper that is still valid', async () => {
    const caller = callerOf(WANG);
    const told = new Map<string, unknown>();
    const given = new Map<string, string>();
    const services = district.affairs.catalogue.list({}).filter(({ definition }) => definition.form);
    expect(services).toHaveLength(15);
    let again = 0;
    for (const { definition } of services) {
      const form = await open(definition.id, caller);
      const asked = formOf(form.service);
      for (const [field, { title, ui }] of Object.entries(asked.schema.properties)) {
        if (ui?.fill === undefined || !told.has(ui.fill)) continue;
        again += 1;
        expect({ service: definition.id, title, value: form.values[field] }).toEqual({ service: definition.id, title, value: told.get(ui.fill) });
      }
      for (const { inputId, state } of form.papers) {
        const input = definition.inputs.find(({ id }) => id === inputId);
        expect({ service: definition.id, inputId, state }).toEqual({ service: definition.id, inputId, state: input?.how === 'fetched' || input?.evidence === 'resident-id-card' ? 'FETCHED' : given.has(input?.evidence ?? '') ? 'OFFERED' : 'ASKED' });
      }
      const values = completed(asked, { ...form.values });
      expect(formFaults(asked, values)).toEqual([]);
      const papers = await papersFor(district.affairs, caller, form);
      const saved = await district.affairs.drafts.save(caller, { serviceId: definition.id, version: 0, values, papers }, key());
      if (saved.kind !== 'ApplicationDraft') throw new Error(saved.kind);
      const result = await district.affairs.submission.submit(caller, { draftId: saved.id, version: 1, commitment: false }, key());
      expect(result).toMatchObject({ kind: 'Application', serviceId: definition.id });
      const { content } = await district.affairs.reading.content(caller, result.kind === 'Application' ? result.number : '');
      for (const [field, { ui }] of Object.entries(asked.schema.properties)) if (ui?.fill !== undefined && Object.hasOwn(content.values, field)) told.set(ui.fill, content.values[field]);
      for (const { inputId } of content.papers) {
        const input = definition.inputs.find(({ id }) => id === inputId);
        if (input && input.validMonths > 0) given.set(input.evidence, inputId);
      }
    }
    expect(again).toBeGreaterThan(50);
    expect([...told.keys()].filter((fact) => !FACTS[fact])).toEqual([]);
    expect(given.size).toBeGreaterThan(0);
  }, 60_000);

  it('a paper is offered while it is valid, used without being added again, and asked for when it has ended', async () => {
    const caller = callerOf(LI);
    const input = { service: 'shop-sign-filing', id: 'premises' };
    await applied(district.affairs, caller, input.service);
    const paper = async () => (await open(input.service, caller)).papers.find(({ inputId }) => inputId === input.id);
    const offered = await paper();
    expect(offered).toMatchObject({ state: 'OFFERED', files: [expect.objectContaining({ ownerId: LI.id })] });
    const second = await applied(district.affairs, caller, input.service);
    const { content } = await district.affairs.reading.content(caller, second.number);
    expect(content.papers.find(({ inputId }) => inputId === input.id)?.files.map(({ id }) => id)).toEqual(offered?.files.map(({ id }) => id));
    // Used again it ends when it would have ended.
    expect((await paper())?.validUntil).toBe(offered?.validUntil);
    const now = district.world.time.now;
    district.world.time.now = Date.parse(`${offered?.validUntil ?? ''}T12:00:00+08:00`);
    expect((await paper())?.state).toBe('OFFERED');
    district.world.time.now += 86_400_000;
    expect((await paper())?.state).toBe('ASKED');
    const preview = await district.affairs.opening.preview(caller, { serviceId: input.service, values: {}, papers: [], commitment: false });
    expect([...preview.faults.map(({ path }) => path), ...preview.toFollow.map((id) => `papers.${id}`)]).toContain(`papers.${input.id}`);
    district.world.time.now = now;
  });

  it('a paper of somebody else is none', async () => {
    const theirs = await district.affairs.reading.upload(callerOf(LI), 'a.jpg', await photo());
    const preview = await district.affairs.opening.preview(callerOf(WANG), { serviceId: 'social-card-replacement', values: { reason: 'damaged' }, papers: [{ inputId: 'damaged-card', fileIds: [theirs.id] }], commitment: false });
    expect(preview.faults).toContainEqual({ path: 'papers.damaged-card', message: expect.objectContaining({ zh: '“损坏的旧卡正面照片”的文件已失效，请重新上传' }) });
  });
});
