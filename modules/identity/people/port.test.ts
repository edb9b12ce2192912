import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeCreditCode, composeIdentifier } from '../../kernel/identifiers.js';
import type { PeoplePort } from '../accounts/types.js';
import { OrganisationDirectory } from '../organisations/directory.js';
import { createPeoplePort } from './port.js';
import { identityWorld, type IdentityWorld } from './testing.js';

let world: IdentityWorld;
let port: PeoplePort;
const code = composeCreditCode('11', '00000042');
const identifier = composeIdentifier({ birthDate: '1990-05-01', sex: 'male', order: 3 });
beforeAll(async () => {
  world = await identityWorld('people-port', {});
  const organisations = new OrganisationDirectory(world.connection, world.clocks.system);
  await organisations.put(null, { id: 'mzj', nameZh: '区民政局', nameEn: 'Civil Affairs', kind: 'DEPARTMENT', creditCode: code, parentId: null });
  port = createPeoplePort(world.directory, organisations, world.clocks.system);
});
afterAll(() => world.close());
const founded = (name: string, number: string): ReturnType<typeof port.foundStaff> => world.connection.withSession((session) => session.withTransaction(() => port.foundStaff(session, { name, identifier: number })));
const found = async (name: string, number: string): Promise<string> => (await founded(name, number)).personId;

describe('what accounts ask of people', () => {
  it('founds the person of a member of staff once, and finds it in any writing', async () => {
    const id = await found('高远', identifier);
    expect(await found('高 远', identifier)).toBe(id);
    expect(await port.personIdByIdentifier(` ${identifier.toLowerCase()} `)).toBe(id);
    // Founding an account makes nobody real; who was proved before stays so.
    expect([(await world.directory.find(id))?.proof, (await founded('高远', identifier)).proofed]).toEqual([null, false]);
    await world.connection.withSession((session) => session.withTransaction(() => world.directory.proved(session, id, 'FACE', null)));
    expect((await founded('高远', identifier)).proofed).toBe(true);
  });

  it('renames nobody and takes no bad number', async () => {
    await found('高远', identifier);
    await expect(found('高原', identifier)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'name' } });
    expect((await world.directory.findByIdentifier(identifier))?.name).toBe('高远');
    await expect(found('高远', '310199199005010070')).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'identifier' } });
    await expect(found('SMITH', 'USA310056081234')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('finds organisations by code, and nothing for nonsense', async () => {
    expect(await port.organisationIdByCreditCode(code)).toBe('mzj');
    expect(await port.organisationIdByCreditCode('mzj')).toBeNull();
    expect(await port.personIdByIdentifier('{"$ne":null}')).toBeNull();
  });
});
