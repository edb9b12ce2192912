import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeIdentifier, parseCreditCode, parseIdentifier } from '../../kernel/identifiers.js';
import { DelegationGraph } from '../delegation/graph.js';
import { refusalOfScopes } from '../delegation/rules.js';
import { OrganisationDirectory } from '../organisations/directory.js';
import { ADMINISTRATORS, refusalOfPost, roleOfName } from '../organisations/rules.js';
import { ageOn } from '../people/rules.js';
import { identityWorld, type IdentityWorld } from '../people/testing.js';
import { readSamplePeople } from './data.js';
import { seedPeople } from './seed.js';

const sample = readSamplePeople();
let world: IdentityWorld;
beforeAll(async () => void (world = await identityWorld('seed', {})));
afterAll(() => world.close());

describe('the invented people', () => {
  it('have valid identifiers that can be nobody’s', () => {
    for (const { identifier, kind, birthDate, sex } of sample.residents.filter((one) => one.kind !== 'PASSPORT')) {
      expect(parseIdentifier(identifier, kind, '2026-11-23')).toMatchObject({ ok: true, identifier: { birthDate, sex } });
      // The district's own code is given to no place; 999 is no country; the last order of a day is never reached.
      expect(identifier).toMatch(/^310199|^931999|^8[123]0000\d{8}99[89]/);
    }
    const all = [...sample.residents, ...sample.staff];
    expect(new Set(all.map(({ identifier }) => identifier)).size).toBe(all.length);
    expect(new Set(all.flatMap(({ phone }) => phone ?? [])).size).toBe(all.filter(({ phone }) => phone).length);
    for (const { phone } of all) if (phone) expect(phone).toMatch(/^1790000\d{4}$/);
    for (const { identifier } of sample.staff) expect(parseIdentifier(identifier, 'RESIDENT_ID').ok).toBe(true);
  });

  it('live in households, children with guardians of age', () => {
    expect(new Set(sample.residents.flatMap(({ household }) => household ?? [])).size).toBe(14);
    const byId = new Map(sample.residents.map((one) => [one.id, one]));
    for (const one of sample.residents) {
      expect(one.guardians.length > 0).toBe(ageOn(one.birthDate, '2026-11-23') < 18);
      for (const { id, withheld } of one.guardians) {
        expect(ageOn(byId.get(id)?.birthDate ?? '2026-01-01', one.birthDate)).toBeGreaterThanOrEqual(18);
        if (withheld.length > 0) expect(refusalOfScopes('GUARDIAN', withheld)).toBeNull();
      }
    }
  });

  it('hold posts in organisations there are, the three administrators apart', () => {
    const organisations = new Set(sample.organisations.map(({ id }) => id));
    for (const { creditCode, parentId } of sample.organisations) {
      expect(parseCreditCode(creditCode).ok).toBe(true);
      if (parentId !== null) expect(organisations).toContain(parentId);
    }
    for (const { id, posts } of sample.staff) {
      const held = posts.map(({ role, title, organisationId }, index) => ({ id: String(index), personId: id, organisationId, role: roleOfName(role), title, from: '2026-01-01', until: null }));
      for (const { organisationId } of held) expect(organisations).toContain(organisationId);
      held.forEach((post, index) => expect(refusalOfPost({ personId: null }, post, held.slice(0, index))).toBeNull());
    }
    const administrators = sample.staff.flatMap(({ posts }) => posts.map(({ role }) => roleOfName(role))).filter((role) => ADMINISTRATORS.includes(role));
    expect(administrators.sort()).toEqual([...ADMINISTRATORS].sort());
  });

  it('are loaded once, however often, and anew where the sample has changed', async () => {
    const organisations = new OrganisationDirectory(world.connection, world.clocks.system);
    const graph = new DelegationGraph(world.connection, world.clocks.system, world.directory, organisations);
    await Promise.all([organisations.createIndexes(), graph.createIndexes()]);
    const logins: string[] = [];
    const deps = { ...world, clock: world.clocks.system, organisations, graph, onAccount: async (_session: unknown, _account: unknown, { login }: { login: string | null }) => void (login && logins.push(login)) };
    const first = await seedPeople(deps);
    expect(first).toMatchObject({ residents: sample.residents.length, staff: sample.staff.length, accountsFounded: sample.residents.filter(({ account }) => account !== 'none').length + sample.staff.length });
    expect(logins).toContain('secadmin');
    const { id } = sample.staff.find(({ login }) => login === 'clerk-sijing')!; // of the sample
    expect((await organisations.activePosts('', id)).map(({ role }) => role).sort()).toEqual(['approver', 'clerk']);
    expect((await graph.activeEdge('sample-wang-jianguo-for-sample-wang-xiaobao', { personId: 'sample-wang-jianguo' }))?.displayName).toBe('王小宝');
    expect((await graph.activeEdge('sample-ma-chao-for-company-fangta', { personId: 'sample-ma-chao' }))?.kind).toBe('organisation');
    const post = (await organisations.postsOf(id))[0]!; // it holds two
    await organisations.putPost(null, { ...post, until: '2026-11-01' }, post.id);
    await world.connection.collection<{ _id: string }>('identity_organisations').deleteOne({ _id: 'company-fangta' });
    expect(await seedPeople(deps)).toMatchObject({ loaded: false, accountsFounded: 0, residents: sample.residents.length });
    // Nothing was looked at: what is gone stays gone.
    expect(await organisations.find('company-fangta')).toBeNull();
    const newcomer = { ...sample.residents.find(({ account }) => account === 'proved')!, id: 'sample-newcomer', order: 401, phone: '17900009876', guardians: [] }; // of the sample
    const changed = { ...sample, residents: [...sample.residents, { ...newcomer, identifier: composeIdentifier({ birthDate: newcomer.birthDate, sex: newcomer.sex, order: newcomer.order }) }] };
    expect(await seedPeople({ ...deps, people: changed })).toMatchObject({ loaded: true, accountsFounded: 1 });
    expect(await organisations.find('company-fangta')).not.toBeNull();
    expect((await organisations.findPost(post.id))?.until).toBe('2026-11-01');
    expect(await seedPeople({ ...deps, people: changed })).toMatchObject({ loaded: false });
    const unproved = sample.residents.find(({ account }) => account === 'unproved')!; // of the sample
    expect(await world.directory.findByIdentifier(unproved.identifier)).toBeNull();
    expect(await world.register.prove({ kind: unproved.kind, identifier: unproved.identifier, name: unproved.name, method: 'COUNTER_CARD', evidence: null })).toEqual({ outcome: 'match', birthDate: unproved.birthDate });
  });
});
