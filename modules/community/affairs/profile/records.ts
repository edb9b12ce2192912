import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PersonFacts } from '../../contract.js';

/** A paper that a department holds. */
export interface HeldEvidence {
  /** The department's id. */
  readonly from: string;
  /** Its number or name in the department's file. */
  readonly reference: string;
  /** Last day of validity; null for no end. */
  readonly validUntil: string | null;
}

/** A fact in a department's file. */
export interface HeldFact {
  readonly value: unknown;
  readonly from: string;
  /** Day of the entry, `YYYY-MM-DD`. */
  readonly since: string;
}

/** What departments hold about people (数据共享): asked for when somebody applies, instead of asking them. */
export interface DepartmentRecords {
  /** By the words of the profile's facts. */
  factsOf(person: PersonFacts): Promise<Readonly<Record<string, HeldFact>>>;
  /** By kind of evidence. */
  evidenceOf(person: PersonFacts): Promise<Readonly<Record<string, HeldEvidence>>>;
}

const Records = z.record(z.string(), z.strictObject({
  facts: z.record(z.string(), z.strictObject({ value: z.unknown(), from: z.string(), since: z.iso.date() })),
  evidence: z.record(z.string(), z.strictObject({ from: z.string(), reference: z.string(), validUntil: z.iso.date().nullable() })),
}));

/** The files of the sample district's departments, by person: in an own district the sharing platform stands behind the same port. */
export function createSampleRecords(file: string): DepartmentRecords {
  const records = existsSync(file) ? Records.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  return {
    factsOf: async ({ id }) => records[id]?.facts ?? {},
    evidenceOf: async ({ id, identifierKind, identifier }) => ({
      // The police hold the card of everybody who has one.
      ...(identifierKind === 'RESIDENT_ID' ? { 'resident-id-card': { from: 'dept-gafj', reference: identifier.slice(-4), validUntil: null } } : {}),
      ...records[id]?.evidence,
    }),
  };
}
