import type { Clock } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import { parseIdentifier } from '../../kernel/identifiers.js';
import type { PeoplePort } from '../accounts/types.js';
import type { OrganisationDirectory } from '../organisations/directory.js';
import type { PeopleDirectory } from './directory.js';
import { sameName } from './rules.js';

/** What accounts ask of people: who has this number, and the person behind a new member of staff. */
export function createPeoplePort(directory: PeopleDirectory, organisations: OrganisationDirectory, clock: Clock): PeoplePort {
  return {
    // Look-ups of a login go through here: what keeps no scheme is looked up all the same, so that time tells nothing.
    personIdByIdentifier: (text) => directory.idByIdentifier(text),
    organisationIdByCreditCode: async (text) => (await organisations.findByCreditCode(text))?.id ?? null,
    async foundStaff(session, { name, identifier }) {
      const reading = parseIdentifier(identifier, undefined, districtDate(clock.now()));
      if (!reading.ok) throw new Fault('BAD_INPUT', { field: 'identifier', reason: reading.reason.en, message: reading.reason.zh });
      const { kind, value, birthDate } = reading.identifier;
      if (birthDate === undefined) throw new Fault('BAD_INPUT', { field: 'identifier', reason: 'holds no birth date: the person proves himself first' });
      const known = await directory.findByIdentifier(value, session);
      // Founding an account is no way to rename somebody who is known already.
      if (known && !sameName(known.name, name)) throw new Fault('BAD_INPUT', { field: 'name', reason: 'is not the name on record' });
      const person = known ?? (await directory.ensure(session, { kind, identifier: value, name, birthDate }));
      // Whoever lets people in makes nobody real: a new colleague proves himself, as everybody does.
      return { personId: person.id, proofed: person.proof !== null };
    },
  };
}
