import type { ClientSession } from 'mongoose';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { sm3 } from '../../../kernel/crypto/index.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { PersonFacts } from '../../contract.js';
import type { FactInput } from '../profile/service.js';
import type { AffairsDeps } from './deps.js';
import { checkedPapers, formOf, judged, type Filled, type Judged } from './filling.js';
import type { ApplicationDocument, ApplicationModels } from './model.js';
import { papersAtStart, rememberPapers } from './papers.js';
import { openedVersion, sealedVersion, type SealedVersion } from './sealing.js';
import type { ApplicationContent, ApplicationEntity, DraftConflictEntity, FormIncompleteEntity, Signing } from './types.js';

/** What a submission answers. */
export type SubmissionResult = ({ readonly kind: 'Application' } & ApplicationEntity) | ({ readonly kind: 'FormIncomplete' } & FormIncompleteEntity) | ({ readonly kind: 'DraftConflict' } & DraftConflictEntity);

/** What is kept of a submission's answer: the rest is read by its number. */
export type KeptAnswer = { readonly number: string } | FormIncompleteEntity | DraftConflictEntity;

/** What handing in, entering and supplementing have in common: judging, keeping files, sealing, learning. */
export class Intake {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;

  constructor(deps: AffairsDeps, models: ApplicationModels) {
    this.#deps = deps;
    this.#models = models;
  }

  /** Judges what was filled in, with what departments hold and was given before. Throws as {@link judged} does. */
  async judge(filled: Filled): Promise<Judged> {
    const { records, files, clocks } = this.#deps;
    const sent = checkedPapers(filled.service.definition.inputs, filled.papers);
    return judged(filled, await papersAtStart({ models: this.#models, records, files }, filled.service.definition, filled.person, sent, districtDate(clocks.system.now())));
  }

  /** Keeps the files for good, as the applicant's, and seals the content; in a transaction. */
  async keep(session: ClientSession, content: ApplicationContent, { papers }: Judged, signing: Signing): Promise<SealedVersion> {
    const files = papers.flatMap((paper) => paper.files);
    for (const owner of new Set(files.map(({ ownerId }) => ownerId))) {
      await this.#deps.files.keep(session, owner, files.filter(({ ownerId }) => ownerId === owner).map(({ id }) => id), content.personId);
    }
    return sealedVersion(this.#deps, content, signing);
  }

  /** An application of somebody's, to be added to: its service as it was begun with, how many versions it has, and what the last one says; null where that cannot be opened. Throws NOT_FOUND. */
  async opened(session: ClientSession, number: string, personId: string): Promise<{ readonly service: Filled['service']; readonly versions: number; readonly said: ApplicationContent | null }> {
    const doc = await this.#models.applications.findOne({ _id: number, personId }, null, { session }).lean();
    const service = doc && this.#deps.catalogue.version(doc.serviceId, doc.serviceVersion);
    const last = doc?.versions.at(-1);
    if (!doc || !service || !last) throw new Fault('NOT_FOUND', { number });
    return { service, versions: doc.versions.length, said: openedVersion(this.#deps, number, last)?.content ?? null };
  }

  /** Seals another version of an application, with the files that came with it; in a transaction. */
  async add(session: ClientSession, content: ApplicationContent, ready: Judged, signing: Signing): Promise<SealedVersion> {
    const version = await this.keep(session, content, ready, signing);
    await this.#models.applications.updateOne({ _id: content.number }, { $push: { versions: version }, $addToSet: { fileIds: { $each: fileIdsOf(ready) } } }, { session });
    return version;
  }

  /** What was said and given is known for the next application; in its transaction. */
  async learn(session: ClientSession, filled: Filled, content: ApplicationContent, at: number): Promise<void> {
    const { profile } = this.#deps;
    const { service, person } = filled;
    await rememberPapers(session, this.#models, service.definition, person.id, papersOf(content), at);
    await profile.learn(session, person, factsOf(filled, content), content.number, await profile.known(person));
  }

  /** How the caller signs now. */
  signing({ accountId, sessionId }: Caller, by: Signing['by']): Signing {
    return { by, accountId: accountId ?? '', session: sessionId === null ? null : sm3(sessionId), at: this.#deps.clocks.system.now() };
  }

  /** Reads a kept answer for the contract. */
  async answer(kept: KeptAnswer): Promise<SubmissionResult> {
    if ('faults' in kept) return { kind: 'FormIncomplete', ...kept };
    if ('draft' in kept) return { kind: 'DraftConflict', ...kept };
    const doc = await this.#models.applications.findById(kept.number).lean();
    if (!doc) throw new Fault('NOT_FOUND', kept);
    return { kind: 'Application', ...applicationOf(doc) };
  }

  /** The person a call is about, who may do this. Throws NOT_PROOFED, FORBIDDEN and kin. */
  async principal(caller: Caller, action: string): Promise<PersonFacts> {
    const personId = principalOf(caller) ?? '';
    await this.#deps.authoriser.check(caller, action, subjectOf('own', personId));
    const person = await this.#deps.people.find(personId);
    if (!person) throw new Fault('NOT_PROOFED');
    return person;
  }
}

/** A stored application as services see it. */
export function applicationOf({ _id: number, serviceId, serviceVersion, personId, enteredBy, receivedAt, receiptCode, versions }: ApplicationDocument): ApplicationEntity {
  return { number, serviceId, serviceVersion, personId, enteredBy, receivedAt: receivedAt.getTime(), receiptCode, versions: versions.map(({ version, hash, at }) => ({ version, hash, at: at.getTime() })) };
}

/** The content to be frozen. */
export function contentOf({ service, person, commitment }: Filled, { values, papers, fetched, toFollow }: Judged, number: string, version: number): ApplicationContent {
  return { number, serviceId: service.definition.id, serviceVersion: service.version, version, personId: person.id, values, papers: frozenPapers(papers), fetched, committed: commitment, toFollow };
}

/** Papers as a content keeps them: every file by its hash. */
export const frozenPapers = (papers: Judged['papers']): ApplicationContent['papers'] => papers.map(({ inputId, files }) => ({ inputId, files: files.map(({ id, hash, name }) => ({ id, hash, name })) }));

/** What of a content is a fact of the profile. */
export function factsOf({ service }: Filled, { values }: ApplicationContent): FactInput[] {
  return Object.entries(formOf(service).schema.properties).flatMap(([name, { ui }]) => (ui?.fill !== undefined && Object.hasOwn(values, name) ? [{ key: ui.fill, value: values[name] }] : []));
}

/** Files of what was judged, by their ids. */
export const fileIdsOf = ({ papers }: Judged): string[] => papers.flatMap(({ files }) => files.map(({ id }) => id));
/** Papers of a content as cases know them. */
export const papersOf = ({ papers }: ApplicationContent) => papers.map(({ inputId, files }) => ({ inputId, fileIds: files.map(({ id }) => id) }));
/** All that is in the file of a case: what was given, and, without files, what departments hold. */
export const filedOf = (content: ApplicationContent) => [...papersOf(content), ...content.fetched.map(({ inputId }) => ({ inputId, fileIds: [] }))];
/** Whose session it is. */
export const byOf = ({ accountId, personId }: Caller) => ({ accountId: accountId ?? '', personId });
/** An application as the policy sees it. */
export const subjectOf = (id: string, personId: string) => ({ type: 'application', id, personIds: [personId] });
