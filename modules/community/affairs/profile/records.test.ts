import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { composeIdentifier } from '../../../kernel/identifiers.js';
import { projectRoot } from '../../../kernel/root.js';
import { readSampleCatalogue } from '../catalogue/sample.js';
import { prefilled } from '../forms/rules/prefill.js';
import { FACTS } from './facts.js';
import { createSampleRecords } from './records.js';

const data = path.join(projectRoot(), 'data/district');
const Resident = z.object({ id: z.string(), name: z.string(), birthDate: z.string(), sex: z.enum(['male', 'female']), order: z.number(), kind: z.string() });
const residents = z.array(Resident).parse(JSON.parse(readFileSync(path.join(data, 'people/residents.json'), 'utf8')));
const organisations = new Set(z.array(z.object({ id: z.string() })).parse(JSON.parse(readFileSync(path.join(data, 'people/organisations.json'), 'utf8'))).map(({ id }) => id));
const persons = residents.filter(({ kind }) => kind === 'RESIDENT_ID').map((one) => ({ ...one, identifierKind: 'RESIDENT_ID' as const, identifier: composeIdentifier(one), phone: null }));
const records = createSampleRecords(path.join(data, 'departments/records.json'));
const { services } = readSampleCatalogue(path.join(data, 'affairs'));

describe('what the sample’s departments hold', () => {
  it('is about people of the sample, in words that forms know, from departments of the sample', async () => {
    const held = await Promise.all(persons.map(async (person) => ({ person, facts: await records.factsOf(person) })));
    const known = held.filter(({ facts }) => Object.keys(facts).length > 0);
    expect(known.map(({ person }) => person.id)).toEqual(expect.arrayContaining(['sample-wang-jianguo', 'sample-li-fang', 'sample-liu-yang']));
    for (const { person, facts } of known) {
      for (const [key, { from }] of Object.entries(facts)) expect({ person: person.id, key, known: FACTS[key] !== undefined, from: organisations.has(from) }).toEqual({ person: person.id, key, known: true, from: true });
      // Each fact fits every form that asks for it.
      for (const { id, form } of services) {
        if (!form) continue;
        const { filledBy } = prefilled(form, facts);
        const asked = Object.values(form.schema.properties).flatMap(({ ui }) => (ui?.fill !== undefined && facts[ui.fill] ? [ui.fill] : []));
        expect({ service: id, person: person.id, filled: Object.values(filledBy).sort() }).toEqual({ service: id, person: person.id, filled: asked.sort() });
      }
    }
  });

  it('names relatives as the register does', async () => {
    const Members = z.array(z.object({ name: z.string(), identifier: z.string() }));
    const all = (await Promise.all(persons.map(async (person) => records.factsOf(person)))).flatMap((facts) => [
      ...Members.parse(facts['family.members']?.value ?? []), ...(facts['family.spouse.identifier'] ? [{ name: String(facts['family.spouse.name']?.value), identifier: String(facts['family.spouse.identifier'].value) }] : []),
    ]);
    expect(all.length).toBeGreaterThan(8);
    for (const { name, identifier } of all) expect(persons.find((person) => person.identifier === identifier)?.name).toBe(name);
  });

  it('has the card of everybody who has one, and no other', async () => {
    expect(await records.evidenceOf(persons[0]!)).toMatchObject({ 'resident-id-card': { from: 'dept-gafj', reference: persons[0]!.identifier.slice(-4) } }); // the sample has people
    expect(await records.evidenceOf({ ...persons[0]!, id: 'nobody', identifierKind: 'PASSPORT' })).toEqual({});
  });
});
