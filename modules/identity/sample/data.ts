import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { composeCreditCode, composeIdentifier } from '../../kernel/identifiers.js';
import { projectRoot } from '../../kernel/root.js';

const sex = z.enum(['male', 'female']);
const organisation = z.strictObject({
  id: z.string(), nameZh: z.string(), nameEn: z.string(), kind: z.enum(['DEPARTMENT', 'STREET', 'STATION', 'SCHOOL', 'CLINIC', 'SCENIC', 'COMPANY']),
  parentId: z.string().nullable(), creditCategory: z.string(),
});
const resident = z.strictObject({
  id: z.string(), name: z.string(), birthDate: z.iso.date(), sex, kind: z.enum(['RESIDENT_ID', 'HK_MACAO_RESIDENCE', 'TAIWAN_RESIDENCE', 'FOREIGN_RESIDENCE', 'PASSPORT']),
  household: z.string().nullable(), order: z.int(), area: z.string().optional(), phone: z.string().optional(),
  /** `proved`: an account bound by proof; `unproved`: an account only, to try 实名; `guest`: a visitor's; `none`. */
  account: z.enum(['proved', 'unproved', 'guest', 'none']),
  guardians: z.array(z.strictObject({ id: z.string(), withheld: z.array(z.string()) })).default([]),
});
const staff = z.strictObject({
  id: z.string(), login: z.string(), name: z.string(), birthDate: z.iso.date(), sex, order: z.int(), phone: z.string(),
  posts: z.array(z.strictObject({
    organisationId: z.string(), title: z.string(),
    role: z.enum(['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN', 'SITE_ADMIN', 'CLERK', 'DISPATCHER', 'APPROVER', 'DOCTOR', 'NURSE', 'TEACHER', 'SCHOOL_ADMIN', 'SCENIC_STAFF']),
  })),
});
const delegation = z.strictObject({
  kind: z.enum(['GUARDIAN', 'CARER', 'AGENT', 'LEGAL_REPRESENTATIVE']), actor: z.string(), principal: z.string(), scopes: z.array(z.string()),
  basis: z.enum(['HOUSEHOLD_REGISTER', 'OTHER_GUARDIAN', 'CLERK', 'GRANTED', 'REGISTRY']), days: z.int().optional(),
});

/** The invented people of the sample district, as `data/district/people/` has them; identifiers are composed, never stored. */
export function readSamplePeople(root = projectRoot()) {
  const read = <T>(name: string, shape: z.ZodType<T>): T[] => z.array(shape).parse(JSON.parse(readFileSync(path.join(root, 'data/district/people', name), 'utf8')));
  return {
    organisations: read('organisations.json', organisation).map(({ creditCategory, ...fields }, index) => ({ ...fields, creditCode: composeCreditCode(creditCategory, `MA${String(index).padStart(6, '0')}`) })),
    residents: read('residents.json', resident).map((one) => ({ ...one, identifier: one.kind === 'PASSPORT' ? `SAMPLE${one.order}` : composeIdentifier({ birthDate: one.birthDate, sex: one.sex, order: one.order, ...(one.area ? { area: one.area } : {}) }) })),
    staff: read('staff.json', staff).map((one) => ({ ...one, identifier: composeIdentifier(one) })),
    delegations: read('delegations.json', delegation),
  };
}

/** The sample's people. */
export type SamplePeople = ReturnType<typeof readSamplePeople>;
