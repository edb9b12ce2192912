import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession } from 'mongoose';
import { Fault } from '../../../kernel/errors.js';
import { holds } from '../../rules/condition.js';
import { districtDay } from '../../rules/day.js';
import type { PersonFacts } from '../../contract.js';
import type { ServiceDefinition, ServiceInput } from '../catalogue/definition.js';
import type { FieldFault, FormDefinition } from '../forms/rules/types.js';
import type { DepartmentRecords } from '../profile/records.js';
import type { ApplicationModels } from './model.js';
import type { PaperFiles, PaperStart } from './types.js';

/** What is of the form, of what a client sent as values. Throws BAD_INPUT, TOO_LARGE. */
export function prunedKnown(form: FormDefinition, values: unknown, largest: number): Record<string, unknown> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new Fault('BAD_INPUT', { field: 'values', reason: 'expects an object' });
  const known = Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(form.schema.properties, name)));
  if (JSON.stringify(known).length > largest) throw new Fault('TOO_LARGE', { field: 'values', limit: largest });
  return known;
}

/** How each paper of a service stands for somebody who begins: fetched, offered again, or asked. */
export async function papersAtStart(models: ApplicationModels, records: DepartmentRecords, { inputs }: ServiceDefinition, person: PersonFacts, today: string): Promise<PaperStart[]> {
  const held = await records.evidenceOf(person);
  const wanted = inputs.filter(({ how, validMonths }) => how === 'given' && validMonths > 0).map(({ evidence }) => evidence);
  const given = await models.papers.find({ personId: person.id, evidence: mongoose.trusted({ $in: wanted }), validUntil: mongoose.trusted({ $gte: today }) }).sort({ givenAt: -1 }).lean();
  return inputs.map(({ id: inputId, how, evidence }): PaperStart => {
    if (how === 'fetched' || held[evidence]) return { inputId, state: 'FETCHED', fileIds: [], validUntil: held[evidence]?.validUntil ?? null };
    const again = given.find((paper) => paper.evidence === evidence);
    return again ? { inputId, state: 'OFFERED', fileIds: again.fileIds, validUntil: again.validUntil } : { inputId, state: 'ASKED', fileIds: [], validUntil: null };
  });
}

/** Papers that are needed for these values and not there, told all at once; and those that may follow or that a commitment stands for. */
export function missingPapers({ inputs, approval }: ServiceDefinition, values: Readonly<Record<string, unknown>>, papers: readonly PaperFiles[], committed: boolean): { readonly faults: FieldFault[]; readonly toFollow: string[] } {
  const missing = inputs.filter((input) => isAsked(input, values) && input.required && !papers.some(({ inputId }) => inputId === input.id));
  const stands = (id: string): boolean => committed && (approval?.commitment?.inputs.includes(id) ?? false);
  const follows = (id: string): boolean => approval?.tolerant?.inputs.includes(id) ?? false;
  return {
    faults: missing.filter(({ id }) => !stands(id) && !follows(id)).map(({ id, name }) => ({ path: `papers.${id}`, message: { zh: `请上传${name.zh}`, en: `Please add: ${name.en}` } })),
    toFollow: missing.filter(({ id }) => !stands(id) && follows(id)).map(({ id }) => id),
  };
}

const isAsked = ({ how, when }: ServiceInput, values: Readonly<Record<string, unknown>>): boolean => how === 'given' && (!when || holds(when, values));

/** Keeps papers that can be used again, in the submission's transaction. What was only offered again keeps the day until which it is valid. */
export async function rememberPapers(session: ClientSession, models: ApplicationModels, { inputs }: ServiceDefinition, personId: string, papers: readonly PaperFiles[], now: number): Promise<void> {
  for (const { inputId, fileIds } of papers) {
    const input = inputs.find(({ id }) => id === inputId);
    if (!input || input.validMonths === 0) continue;
    const known = await models.papers.exists({ personId, evidence: input.evidence, fileIds: mongoose.trusted({ $all: [...fileIds] }) }).session(session);
    if (known) continue;
    const until = new Date(now);
    until.setUTCMonth(until.getUTCMonth() + input.validMonths);
    await models.papers.create([{ _id: randomUUID(), personId, evidence: input.evidence, fileIds: [...fileIds], givenAt: new Date(now), validUntil: districtDay(until.getTime()) }], { session });
  }
}
