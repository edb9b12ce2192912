import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fault } from '../../../kernel/errors.js';
import { projectRoot } from '../../../kernel/root.js';
import { callerOf, communityWorld, staffOf, WANG, type CommunityWorld } from '../testing.js';
import { Catalogue } from './catalogue.js';
import { CatalogueDesk } from './desk.js';
import { EndingService, type EndingInput } from './endings.js';
import type { DefinitionFault } from './faults.js';
import { readSampleCatalogue } from './sample.js';
import { CatalogueService } from './service.js';
import { catalogueTodos } from './todos.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
const TODAY = '2026-11-23';
const day = { today: TODAY };
let world: CommunityWorld;
let catalogue: Catalogue;
let other: Catalogue;
let service: CatalogueService;
let endings: EndingService;
let desk: CatalogueDesk;
let keys = 0;
const key = (): string => `key-${keys++}`;
const reason = { zh: '政策已经到期，不再新办', en: 'The policy has expired' };

beforeAll(async () => {
  world = await communityWorld('endings');
  const deps = { ...world, today: () => day.today, lifeEvents: sample.lifeEvents, clock: world.clocks.system };
  [catalogue, other] = [new Catalogue(deps), new Catalogue(deps)];
  await catalogue.start();
  await other.start();
  service = new CatalogueService({ ...deps, catalogue });
  endings = new EndingService({ ...deps, service, catalogue });
  desk = new CatalogueDesk({ ...deps, catalogue });
  await service.seed(sample);
});
afterAll(async () => {
  catalogue.stop();
  other.stop();
  await world.close();
});

const staffFor = (id: string) => {
  const { competentAuthority } = sample.services.find((one) => one.id === id)!; // the sample has it
  return { writer: staffOf('approver', competentAuthority, `${competentAuthority}-w`), reviewer: staffOf('approver', competentAuthority, `${competentAuthority}-r`) };
};
const seenOf = async (id: string) => (await desk.entry(staffFor(id).writer, id))?.newest.revision ?? '';
const write = async (serviceId: string, over: Partial<EndingInput> = {}, by = staffFor(serviceId).writer) => endings.write(by, { serviceId, on: '2027-01-01', reason, instead: null, seen: over.seen ?? (await seenOf(serviceId)), ...over }, key());
const ended = async (serviceId: string, over: Partial<EndingInput> = {}) => {
  const { version, ending } = await write(serviceId, over);
  return service.review(staffFor(serviceId).reviewer, { serviceId, version }, { publishFrom: ending?.on ?? '' }, key());
};
const faultsOf = (act: Promise<unknown>) => act.then(() => ({}), (error: unknown) => (error instanceof Fault && Array.isArray(error.details.faults) ? Object.fromEntries((error.details.faults as DefinitionFault[]).map(({ path: place, zh }) => [place, zh])) : error));
const onDay = <T>(today: string, look: () => T): T => {
  day.today = today;
  try {
    return look();
  } finally {
    day.today = TODAY;
  }
};

describe('ending a service', () => {
  it('is written by its department and decided by another; from its day on it is nowhere offered, and is told with what takes its place', async () => {
    const id = 'only-child-reward';
    const { writer, reviewer } = staffFor(id);
    expect(await write(id, { instead: 'elderly-allowance' })).toMatchObject({ version: 2, state: 'REVIEW', revision: '2.1', ending: { on: '2027-01-01', reason, instead: 'elderly-allowance' } });
    // Nothing has changed for residents before somebody else has looked at it.
    expect(service.find(id, '2027-01-01')?.version).toBe(1);
    const todos = catalogueTodos({ catalogue, authoriser: world.authoriser });
    expect((await todos.list(reviewer, 10)).items.map(({ title }) => title.zh)).toEqual(['审核停办']);
    await expect(service.review(writer, { serviceId: id, version: 2 }, { publishFrom: '2027-01-01' }, key())).rejects.toMatchObject({ code: 'FORBIDDEN', details: { reason: 'FOUR_EYES' } });
    await expect(service.review(reviewer, { serviceId: id, version: 2 }, { publishFrom: '2027-02-01' }, key())).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'publishFrom' } });
    await service.review(reviewer, { serviceId: id, version: 2 }, { publishFrom: '2027-01-01' }, key());
    expect([service.find(id)?.until, service.find(id, '2026-12-31')?.version, service.find(id, '2027-01-01')]).toEqual(['2026-12-31', 1, null]);
    expect([endings.find(id), endings.find(id, '2026-12-31')]).toEqual([null, null]);
    expect(endings.find(id, '2027-01-01')).toMatchObject({ version: 2, from: '2027-01-01', ending: { instead: 'elderly-allowance' } });
    expect(await desk.entry(writer, id)).toMatchObject({ inForce: { version: 1 }, ended: null, coming: [{ version: 2, ending: { on: '2027-01-01' } }], mayCallOff: true });
    expect((await desk.entry(staffOf('clerk', 'dept-wjw'), id))?.mayCallOff).toBe(false);
    expect(catalogue.offered(id).version).toBe(1);
    // Its last day, and the day, in another process too.
    for (const here of [catalogue, other]) {
      expect(onDay('2026-12-31', () => here.list({}).some(({ definition }) => definition.id === id))).toBe(true);
      onDay('2027-01-01', () => {
        expect(here.list({})).toHaveLength(15);
        expect(here.list({ search: '光荣证' }).map(({ definition }) => definition.id)).not.toContain(id);
        expect(here.list({ lifeEvent: sample.services.find((one) => one.id === id)?.lifeEvents[0] }).map(({ definition }) => definition.id)).not.toContain(id);
        expect(here.lexicon.terms().map((term) => term.id)).not.toContain(id);
        // A case that is open goes on by its own version, and is still called by its name.
        expect(here.version(id, 1)?.definition.approval).toBeDefined();
        expect(here.version(id, 2)).toBeNull();
        expect(here.lastOffered(id)?.version).toBe(1);
      });
    }
    const refusal = onDay('2027-01-02', () => { try { return catalogue.offered(id); } catch (error) { return error; } });
    expect(refusal).toMatchObject({ code: 'SERVICE_ENDED', details: { serviceId: id, since: '2027-01-01', instead: 'elderly-allowance', zh: '“独生子女父母奖励”从2027-01-01起停办。政策已经到期，不再新办。现在请办“老年综合津贴”。' } });
    expect(() => catalogue.offered('no-such')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('that is called off before its day never happens; after it, it is too late', async () => {
    const id = 'only-child-reward';
    const { writer, reviewer } = staffFor(id);
    const off = { serviceId: id, version: 2 };
    for (const empty of ['  ', 'x'.repeat(501)]) await expect(endings.callOff(reviewer, off, empty, key())).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'reason' } });
    await expect(endings.callOff(staffOf('clerk', 'dept-wjw'), off, '有误', key())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(endings.callOff(reviewer, { ...off, version: 1 }, '有误', key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    day.today = '2027-01-01';
    await expect(endings.callOff(reviewer, off, '有误', key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'NOT_AHEAD' } });
    day.today = TODAY;
    const once = key();
    await endings.callOff(reviewer, off, '政策延长一年', once);
    expect(await endings.callOff(reviewer, off, '政策延长一年', once)).toMatchObject({ until: '2026-12-31', note: '政策延长一年' });
    expect(service.find(id, '2027-06-01')).toMatchObject({ version: 1, until: null });
    expect(endings.find(id, '2027-06-01')).toBeNull();
    await expect(endings.callOff(reviewer, off, '再撤一次', key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await desk.versions(writer, id)).map(({ version, ending, from, until }) => [version, ending?.on ?? null, from, until])).toEqual([[2, '2027-01-01', '2027-01-01', '2026-12-31'], [1, null, '2026-01-01', null]]);
    expect(world.audited.at(-1)).toMatchObject({ action: 'community.services.review', details: { version: 2, calledOff: true } });
  });

  it('is opened again by a later version, and ends again', async () => {
    const id = 'dog-registration';
    const { writer, reviewer } = staffFor(id);
    await ended(id, { on: TODAY });
    expect(service.find(id)).toBeNull();
    expect((await desk.entries(writer, { state: 'ENDED' })).map((entry) => [entry.id, entry.ended?.version, entry.inForce])).toEqual([[id, 2, null]]);
    expect(await faultsOf(write(id, { on: '2027-03-01' }))).toEqual({ on: '这一天本来就不办理' });
    const { definition, revision } = (await desk.entry(writer, id))!.newest; // it has versions
    expect(definition.name.zh).toBe('养犬登记');
    await service.edit(writer, definition, revision, key());
    await service.submit(writer, { serviceId: id, version: 3 }, key());
    await service.review(reviewer, { serviceId: id, version: 3 }, { publishFrom: '2027-01-01' }, key());
    expect([endings.find(id)?.until, service.find(id, '2027-01-01')?.version, endings.find(id, '2027-01-01')]).toEqual(['2026-12-31', 3, null]);
    await ended(id, { on: '2027-05-01' });
    expect([service.find(id, '2027-04-30')?.version, endings.find(id, '2027-05-01')?.version]).toEqual([3, 4]);
    // Between the two endings it is what it said before the first.
    expect(onDay('2026-12-01', () => catalogue.lastOffered(id)?.version)).toBe(1);
    expect(onDay('2027-06-01', () => catalogue.lastOffered(id)?.version)).toBe(3);
  });

  it('asks what becomes of a version that is scheduled for later: it opens the service again, or never comes', async () => {
    const id = 'elderly-allowance';
    const { writer, reviewer } = staffFor(id);
    await service.edit(writer, sample.services.find((one) => one.id === id), await seenOf(id), key());
    await service.submit(writer, { serviceId: id, version: 2 }, key());
    await service.review(reviewer, { serviceId: id, version: 2 }, { publishFrom: '2027-07-01' }, key());
    const { version } = await write(id, { on: '2027-01-01' });
    await expect(service.review(reviewer, { serviceId: id, version }, { publishFrom: '2027-01-01' }, key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'SCHEDULED', version: 2 } });
    await service.review(reviewer, { serviceId: id, version }, { publishFrom: '2027-01-01', scheduled: 'KEEP' }, key());
    expect(['2026-12-31', '2027-01-01', '2027-07-01'].map((on) => [service.find(id, on)?.version, endings.find(id, on)?.version])).toEqual([[1, undefined], [undefined, 3], [2, undefined]]);
    await endings.callOff(reviewer, { serviceId: id, version: 3 }, '不停了', key());
    expect(['2026-12-31', '2027-06-30', '2027-07-01'].map((on) => service.find(id, on)?.version)).toEqual([1, 1, 2]);
  });

  it('that is given back is written anew or dropped; while it is open nothing else is', async () => {
    const id = 'residence-permit-endorsement';
    const { writer, reviewer } = staffFor(id);
    const definition = sample.services.find((one) => one.id === id);
    await write(id);
    await expect(service.edit(writer, definition, '2.1', key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'IN_REVIEW' } });
    await expect(write(id)).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'IN_REVIEW' } });
    await service.review(reviewer, { serviceId: id, version: 2 }, { refuse: '请写明依据' }, key());
    await expect(service.edit(writer, definition, '2.1', key())).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'ENDING' } });
    await expect(write(id, { seen: '1.1' })).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'CHANGED' } });
    expect(await write(id, { reason: { zh: '依据某文件停办。', en: 'By order' } })).toMatchObject({ version: 2, revision: '2.2', state: 'REVIEW', note: '请写明依据' });
    await service.review(reviewer, { serviceId: id, version: 2 }, { refuse: '还是不行' }, key());
    await service.discard(writer, { serviceId: id, version: 2, seen: '2.2' }, key());
    expect(await desk.entry(writer, id)).toMatchObject({ open: null, newest: { version: 1, ending: null } });
    await service.edit(writer, definition, '1.1', key());
    await expect(write(id)).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'DRAFT' } });
  });

  it('is refused with every fault at its place, for what is past or gone by the time it is decided too', async () => {
    const id = 'shop-sign-filing';
    const { reviewer } = staffFor(id);
    expect(await faultsOf(write(id, { on: '2026-11-22', reason: { zh: ' ', en: 'x'.repeat(501) }, instead: null }))).toEqual({ 'reason.zh': '还没有填写', 'reason.en': '最多500个字' });
    expect(await faultsOf(write(id, { on: '2026-11-22', instead: id }))).toEqual({ on: '停办日期不能早于今天', instead: '不能由它自己代替' });
    for (const instead of ['no-such', '__proto__', '']) expect(await faultsOf(write(id, { instead }))).toEqual({ instead: '停办那天没有这件事项可办' });
    await expect(write('no-such', { seen: '1.1' }, staffFor(id).writer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(write(id, {}, staffOf('approver', 'dept-mzj'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(write(id, {}, callerOf(WANG))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await write(id, { on: '2026-11-25', instead: 'food-licence' });
    day.today = '2026-11-26';
    await expect(service.review(reviewer, { serviceId: id, version: 2 }, { publishFrom: '2026-11-25' }, key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    day.today = TODAY;
    await ended('food-licence', { on: '2026-11-24' });
    expect(await faultsOf(service.review(reviewer, { serviceId: id, version: 2 }, { publishFrom: '2026-11-25' }, key()))).toEqual({ instead: '停办那天没有这件事项可办' });
  });
});
