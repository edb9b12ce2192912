import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { districtDate } from '../../../kernel/district-time.js';
import { CatalogueService } from '../catalogue/service.js';
import { EndingService } from '../catalogue/endings.js';
import { completed, staffOf, WANG } from '../testing.js';
import { formOf } from './filling.js';
import { applied, applyingWorld, drafted, key, papersFor, photo, wang, type ApplyingWorld } from './testing.js';

let district: ApplyingWorld;
const SERVICE = 'social-card-replacement';
const clerk = staffOf('clerk', 'centre-yueyang');
beforeAll(async () => {
  district = await applyingWorld('ended');
});
afterAll(() => district.close());

describe('a service that has ended (停办)', () => {
  it('takes no drafts and no applications from its day on, and says why; what was handed in goes on', async () => {
    const { world, affairs, cases } = district;
    const { number } = await applied(affairs, wang, SERVICE, { reason: 'damaged' });
    const [late, kept] = [await drafted(affairs, wang, SERVICE, { reason: 'lost' }), await drafted(affairs, wang, SERVICE, { reason: 'lost' })];
    const opened = await affairs.opening.counterForm(clerk, SERVICE, { identifier: WANG.identifier, name: WANG.name });
    if (opened.kind !== 'CounterForm') throw new Error(opened.kind);
    const entry = { serviceId: SERVICE, card: { identifier: WANG.identifier, name: WANG.name }, values: completed(formOf(opened.form.service), opened.form.values), papers: await papersFor(affairs, clerk, opened.form), commitment: false, signedOnPaper: true };
    const [saving, handing, entering] = [key(), key(), key()];
    const save = (same: string, id: string | null = null) => affairs.drafts.save(wang, { id, serviceId: SERVICE, version: 0, values: {}, papers: [] }, same);
    const hand = (draft: typeof late, same: string) => affairs.submission.submit(wang, { draftId: draft.id, version: draft.version, commitment: false }, same);
    const inTime = [await save(saving), await hand(kept, handing), await affairs.submission.enter(clerk, entry, entering)];
    expect(inTime.map(({ kind }) => kind)).toEqual(['ApplicationDraft', 'Application', 'Application']);

    const today = (): string => districtDate(world.time.now);
    const own = { ...world, catalogue: affairs.catalogue, clock: world.clocks.system, today };
    const service = new CatalogueService(own);
    const { version } = await new EndingService({ ...own, service }).write(staffOf('approver', 'dept-rsj', 'w'), { serviceId: SERVICE, on: '2026-11-24', reason: { zh: '改由一卡通办理', en: 'Now by the city card' }, instead: 'dog-registration', seen: '1.1' }, key());
    await service.review(staffOf('approver', 'dept-rsj', 'r'), { serviceId: SERVICE, version }, { publishFrom: '2026-11-24' }, key());
    expect((await affairs.opening.form(wang, SERVICE, null)).service.version).toBe(1);

    world.time.now += 24 * 3_600_000;
    const ended = { code: 'SERVICE_ENDED', details: { since: '2026-11-24', zh: '“社保卡补办”从2026-11-24起停办。改由一卡通办理。现在请办“养犬登记”。' } };
    await expect(affairs.opening.form(wang, SERVICE, null)).rejects.toMatchObject(ended);
    await expect(affairs.opening.form(wang, SERVICE, late.id)).rejects.toMatchObject(ended);
    await expect(affairs.opening.counterForm(clerk, SERVICE, entry.card)).rejects.toMatchObject(ended);
    await expect(save(key())).rejects.toMatchObject(ended);
    await expect(save(key(), late.id)).rejects.toMatchObject(ended);
    await expect(hand(late, key())).rejects.toMatchObject(ended);
    await expect(affairs.submission.enter(clerk, entry, key())).rejects.toMatchObject(ended);
    await expect(affairs.submission.enter(clerk, { ...entry, serviceId: 'no-such' }, key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // The draft is theirs to drop; what was wanted in time is answered as it was.
    await affairs.drafts.remove(wang, late.id, key());
    expect([await save(saving), await hand(kept, handing), await affairs.submission.enter(clerk, entry, entering)]).toEqual(inTime);

    // The open case is asked for more, and what it brings is looked at and taken in, by its own version.
    await cases.ask(number);
    const file = await affairs.reading.upload(wang, '旧卡.jpg', await photo());
    const { content: { values } } = await affairs.reading.content(wang, number);
    const papers = [{ inputId: 'damaged-card', fileIds: [file.id] }];
    expect(await affairs.opening.preview(wang, { serviceId: SERVICE, values, papers, commitment: false })).toMatchObject({ serviceVersion: 1, ready: true });
    expect(await affairs.supplement.supplement(wang, { number, values, papers }, key())).toMatchObject({ kind: 'Application', serviceVersion: 1, versions: [{ version: 1 }, { version: 2 }] });
  });
});
