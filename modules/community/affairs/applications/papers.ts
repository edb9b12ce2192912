import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession } from 'mongoose';
import { districtDate, monthsAfter } from '../../../kernel/district-time.js';
import type { FileStore } from '../../../kernel/files/index.js';
import type { PersonFacts } from '../../contract.js';
import type { ServiceDefinition } from '../catalogue/definition.js';
import type { DepartmentRecords } from '../profile/records.js';
import type { ApplicationModels } from './model.js';
import type { PaperFiles, PaperStart } from './types.js';

/** Where papers are known from. */
export interface PaperSources {
  readonly models: ApplicationModels;
  readonly records: DepartmentRecords;
  readonly files: FileStore;
}

/**
 * How each paper of a service stands for somebody who begins or goes on: fetched from a department, in the draft already,
 * offered again, or asked.
 * @param person null for somebody not on record
 * @param drafted what the draft has
 * @param today `YYYY-MM-DD`
 */
export async function papersAtStart({ models, records, files }: PaperSources, { inputs }: ServiceDefinition, person: PersonFacts | null, drafted: readonly PaperFiles[], today: string): Promise<PaperStart[]> {
  const held = person ? await records.evidenceOf(person) : {};
  const wanted = inputs.filter(({ how, validMonths }) => how === 'given' && validMonths > 0).map(({ evidence }) => evidence);
  const given = person ? await models.papers.find({ personId: person.id, evidence: mongoose.trusted({ $in: wanted }), validUntil: mongoose.trusted({ $gte: today }) }).sort({ givenAt: -1, _id: 1 }).lean() : [];
  const there = await files.list([...drafted, ...given].flatMap(({ fileIds }) => fileIds));
  const filesOf = (ids: readonly string[]) => ids.flatMap((id) => there.find((file) => file.id === id) ?? []);
  return inputs.map(({ id: inputId, how, evidence, from }): PaperStart => {
    const none = { inputId, from: null, reference: null, files: [], validUntil: null };
    const record = held[evidence];
    const valid = record && (record.validUntil === null || record.validUntil >= today) ? record : null;
    const added = filesOf(drafted.find((paper) => paper.inputId === inputId)?.fileIds ?? []);
    if (added.length > 0) return { ...none, state: 'GIVEN', files: added };
    if (how === 'fetched' || valid) return { ...none, state: 'FETCHED', from: valid?.from ?? from ?? null, reference: valid?.reference ?? null, validUntil: valid?.validUntil ?? null };
    const again = given.find((paper) => paper.evidence === evidence && filesOf(paper.fileIds).length === paper.fileIds.length);
    return again ? { ...none, state: 'OFFERED', files: filesOf(again.fileIds), validUntil: again.validUntil } : { ...none, state: 'ASKED' };
  });
}

/** Keeps papers that can be used again, in the submission's transaction. What was only offered again keeps the day until which it is valid. */
export async function rememberPapers(session: ClientSession, models: ApplicationModels, { inputs }: ServiceDefinition, personId: string, papers: readonly PaperFiles[], now: number): Promise<void> {
  for (const { inputId, fileIds } of papers) {
    const input = inputs.find(({ id }) => id === inputId);
    if (!input || input.validMonths === 0) continue;
    const known = await models.papers.exists({ personId, evidence: input.evidence, fileIds: mongoose.trusted({ $all: [...fileIds] }) }).session(session);
    if (known) continue;
    await models.papers.create([{ _id: randomUUID(), personId, evidence: input.evidence, fileIds: [...fileIds], givenAt: new Date(now), validUntil: monthsAfter(districtDate(now), input.validMonths) }], { session });
  }
}
