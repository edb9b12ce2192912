import type { Connection } from 'mongoose';
import type { Directory, OrganisationRef, People, PersonFacts } from '../modules/community/index.js';
import type { Identity } from '../modules/identity/index.js';
import { withTransaction } from '../modules/kernel/db.js';
import { Fault } from '../modules/kernel/errors.js';
import { parseIdentifier } from '../modules/kernel/identifiers.js';

/** Organisations and posts as the community module asks for them. */
export function directoryOf({ organisations }: Identity): Directory {
  const find = async (id: string): Promise<OrganisationRef | null> => organisations.find(id);
  return {
    find,
    list: () => organisations.list(),
    async ancestorsOf(organisationId) {
      const above: string[] = [];
      for (let parent = (await organisations.find(organisationId))?.parentId; parent && !above.includes(parent); parent = (await organisations.find(parent))?.parentId) above.push(parent);
      return above;
    },
    holdersOf: async (organisationId, role) => [...new Set((await organisations.postsIn(organisationId)).filter((post) => post.role === role).map(({ personId }) => personId))],
  };
}

/** People as the community module asks for them. */
export function peopleOf({ people, actsFor }: Identity, connection: Connection): People {
  const find = async (personId: string): Promise<PersonFacts | null> => {
    const [person, identifier, phone] = await Promise.all([people.find(personId), people.open(personId, 'IDENTIFIER'), people.open(personId, 'PHONE')]);
    return person && identifier !== null ? { id: person.id, name: person.name, identifierKind: person.identifierKind, identifier, birthDate: person.birthDate, sex: person.sex, phone } : null;
  };
  const readCard = (identifier: string) => {
    const reading = parseIdentifier(identifier);
    if (!reading.ok || reading.identifier.birthDate === undefined) throw new Fault('BAD_INPUT', { field: 'identifier', reason: reading.ok ? 'tells no birth date' : reading.reason.en });
    return { kind: reading.identifier.kind, value: reading.identifier.value, birthDate: reading.identifier.birthDate };
  };
  const known = async (value: string, name: string): Promise<string | null> => {
    const found = await people.findByIdentifier(value);
    // Whoever is known stays as the register has them: a card that shows another name is for the counter to clear up.
    if (found && found.name !== name) throw new Fault('BAD_INPUT', { field: 'name', reason: 'is not the name on record for this number' });
    return found?.id ?? null;
  };
  return {
    find, actsFor,
    namesOf: async (personIds) => new Map([...(await people.refs(personIds)).values()].map(({ id, displayName }) => [id, displayName])),
    async byCard({ identifier, name }) {
      const id = await known(readCard(identifier).value, name);
      return id === null ? null : find(id);
    },
    async atCounter({ identifier, name }) {
      const { kind, value, birthDate } = readCard(identifier);
      const id = (await known(value, name)) ?? (await withTransaction(connection, (session) => people.ensure(session, { kind, identifier: value, name, birthDate }))).id;
      const facts = await find(id);
      if (!facts) throw new Fault('NOT_FOUND', { personId: id });
      return facts;
    },
  };
}
