import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf, completed, LI, staffOf } from '../testing.js';
import { formOf } from './filling.js';
import { createApplicationResolvers } from './resolvers.js';
import { applyingWorld, key, papersFor, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
const li = callerOf(LI);
const SERVICE = 'sole-trader-registration';
beforeAll(async () => {
  district = await applyingWorld('barred');
});
afterAll(() => district.close());

const opened = (serviceId = SERVICE, caller = li) => district.affairs.opening.form(caller, serviceId, null);
/** What the contract says of a form's commitment. */
const offered = async (serviceId = SERVICE, caller = li) => {
  const { ApplicationForm } = createApplicationResolvers({ ...district.affairs, directory: district.world.directory });
  const form = await opened(serviceId, caller);
  return { commitment: ApplicationForm.commitment(form), bar: ApplicationForm.commitmentBar(form) };
};

describe('whoever committed untruly (告知承诺)', () => {
  it('is not offered to commit for that service again, and is told why, by which case and rule; others and other services are', async () => {
    const standsFor = (await opened()).service.definition.approval?.commitment?.inputs ?? [];
    expect(standsFor).not.toEqual([]);
    expect(await offered()).toMatchObject({ commitment: { inputIds: standsFor }, bar: null });
    district.cases.bar(LI.id, SERVICE);
    expect(await offered()).toEqual({ commitment: null, bar: { caseNumber: '31019920261001000001', since: 0, basis: { law: '某意见' } } });
    expect(await offered('shop-sign-filing')).toMatchObject({ commitment: { promisedWorkingDays: 2 }, bar: null });
    expect(await offered(SERVICE, callerOf({ ...LI, id: 'p-wang' }))).toMatchObject({ bar: null });
  });

  it('hands in the papers like everybody else: a commitment ticked before stands for none, in plain words', async () => {
    district.cases.bar(LI.id, SERVICE);
    const { affairs } = district;
    const form = await opened();
    const standsFor = form.service.definition.approval?.commitment?.inputs ?? [];
    const values = completed(formOf(form.service), form.values);
    const all = await papersFor(affairs, li, form);
    const some = all.filter(({ inputId }) => !standsFor.includes(inputId));
    const { faults } = await affairs.opening.preview(li, { serviceId: SERVICE, values, papers: some, commitment: true });
    expect(faults).toEqual([
      { path: 'commitment', message: { zh: expect.stringMatching(/承诺经核查不实.*31019920261001000001.*《某意见》/), en: expect.stringContaining('31019920261001000001') } },
      ...standsFor.map((id) => expect.objectContaining({ path: `papers.${id}` })),
    ]);
    const saved = await affairs.drafts.save(li, { serviceId: SERVICE, version: 0, values, papers: some, commitment: true }, key());
    const draft = { draftId: saved.kind === 'ApplicationDraft' ? saved.id : '', version: 1 };
    expect(await affairs.submission.submit(li, { ...draft, commitment: true }, key())).toMatchObject({ kind: 'FormIncomplete', faults: [{ path: 'commitment' }, {}] });
    const again = await affairs.drafts.save(li, { id: draft.draftId, serviceId: SERVICE, version: 1, values, papers: all, commitment: false }, key());
    expect(again.kind).toBe('ApplicationDraft');
    expect(await affairs.submission.submit(li, { ...draft, version: 2, commitment: false }, key())).toMatchObject({ kind: 'Application' });
  });

  it('is told so at the counter too', async () => {
    district.cases.bar(LI.id, SERVICE);
    const clerk = staffOf('clerk', 'centre-yueyang');
    const card = { name: LI.name, identifier: LI.identifier };
    const counter = await district.affairs.opening.counterForm(clerk, SERVICE, card);
    if (counter.kind !== 'CounterForm') throw new Error(JSON.stringify(counter));
    expect(counter.form.bar).toMatchObject({ number: '31019920261001000001' });
    const values = completed(formOf(counter.form.service), counter.form.values);
    const result = await district.affairs.submission.enter(clerk, { serviceId: SERVICE, card, values, papers: [], commitment: true, signedOnPaper: true }, key());
    expect(result).toMatchObject({ kind: 'FormIncomplete' });
    expect(result.kind === 'FormIncomplete' ? result.faults.map(({ path }) => path) : []).toContain('commitment');
  });
});
