import { principalOf, type Caller } from '../../../kernel/caller.js';
import { sm3 } from '../../../kernel/crypto/index.js';
import { Fault } from '../../../kernel/errors.js';
import type { ClientSession } from 'mongoose';
import type { PersonFacts } from '../../contract.js';
import { districtDay } from '../../rules/day.js';
import type { PublishedVersion } from '../catalogue/types.js';
import type { FactInput } from '../profile/service.js';
import { cardFault, readCard, type CardInput } from './card.js';
import { centreOf } from './centre.js';
import type { AffairsDeps } from './deps.js';
import type { DraftsService } from './drafts.js';
import { checkedPapers, formOf, judged, type Filled, type Judged } from './filling.js';
import type { ApplicationDocument, ApplicationModels } from './model.js';
import { papersAtStart, rememberPapers } from './papers.js';
import { receiptOf } from './receipt.js';
import { sealedVersion } from './sealing.js';
import type { ApplicationContent, ApplicationEntity, DraftConflictEntity, FormIncompleteEntity, PaperFiles, Signing } from './types.js';

/** Before each number: the sample district's code; an own district's stands in its numbers too. */
const NUMBER_AREA = '310199';
const SUBMIT = 'community.applications.submit';
const ENTER = 'community.applications.enter';
const SUPPLEMENT = 'community.applications.supplement';

/** What a submission answers. */
export type SubmissionResult = ({ readonly kind: 'Application' } & ApplicationEntity) | ({ readonly kind: 'FormIncomplete' } & FormIncompleteEntity) | ({ readonly kind: 'DraftConflict' } & DraftConflictEntity);

/** What is kept of a submission's answer: the rest is read by its number. */
type KeptAnswer = { readonly number: string } | FormIncompleteEntity | DraftConflictEntity;

/** What a clerk enters at the counter for somebody who is there. */
export interface CounterInput {
  readonly serviceId: string;
  readonly card: CardInput;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  readonly commitment: boolean;
  /** The applicant has read it and signed on paper. */
  readonly signedOnPaper: boolean;
}

/** Handing in, entering at the counter and supplementing applications. */
export class SubmissionService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;
  readonly #drafts: DraftsService;

  constructor(deps: AffairsDeps, models: ApplicationModels, drafts: DraftsService) {
    this.#deps = deps;
    this.#models = models;
    this.#drafts = drafts;
  }

  /** Hands in a draft as this device has seen it. Throws NOT_FOUND, BAD_INPUT, STEP_UP_REQUIRED and kin. */
  async submit(caller: Caller, input: { readonly draftId: string; readonly version: number; readonly commitment: boolean }, key: string): Promise<SubmissionResult> {
    const person = await this.#principal(caller, SUBMIT);
    const answer = await this.#deps.mutations.run(caller, { action: SUBMIT, key, input: { personId: person.id, ...input } }, async (session): Promise<KeptAnswer> => {
      const draft = await this.#drafts.open(input.draftId, person.id, session);
      if (!draft) throw new Fault('NOT_FOUND', { draftId: input.draftId });
      const service = this.#service(draft.serviceId);
      const formChanged = draft.serviceVersion !== service.version;
      if (draft.version !== input.version || formChanged) {
        const { values: _values, papers: _papers, ...head } = draft;
        return { draft: head, formChanged };
      }
      const filled: Filled = { service, person, values: draft.values, papers: draft.papers, commitment: input.commitment, fileOwners: [person.id] };
      const result = await this.#receive(session, caller, SUBMIT, filled, this.#signing(caller, 'second-factor'), {});
      if ('number' in result) await this.#models.drafts.deleteOne({ _id: draft.id }, { session });
      return result;
    });
    return this.#answer(answer);
  }

  /** A clerk enters what somebody at the counter wants, signed on paper; a card that proves nobody is a fault of the form. Throws BAD_INPUT (not signed), FORBIDDEN and kin. */
  async enter(caller: Caller, input: CounterInput, key: string): Promise<SubmissionResult> {
    const { authoriser, mutations, people, clocks } = this.#deps;
    await authoriser.check(caller, ENTER, { type: 'application', id: 'counter' });
    if (!input.signedOnPaper) throw new Fault('BAD_INPUT', { field: 'signedOnPaper', reason: 'the applicant signs what was entered' });
    const service = this.#service(input.serviceId);
    try {
      const card = readCard(input.card, districtDay(clocks.system.now()));
      const person = await people.atCounter(card);
      if (person.id === caller.personId) throw new Fault('FORBIDDEN', { reason: 'nobody serves himself' });
      const filled: Filled = { service, person, values: input.values, papers: input.papers, commitment: input.commitment, fileOwners: [person.id, caller.accountId ?? ''] };
      const answer = await mutations.run(caller, { action: ENTER, key, input }, (session) => this.#receive(session, caller, ENTER, filled, this.#signing(caller, 'paper'), { cardRead: card.read }));
      return await this.#answer(answer);
    } catch (error) {
      const fault = cardFault(error);
      if (!fault) throw error;
      return { kind: 'FormIncomplete', faults: [fault] };
    }
  }

  /** Hands in what was asked for (补正): another version of the same application, in the service's version that it was begun with. Throws NOT_FOUND, CONFLICT (nothing was asked), FORBIDDEN and kin. */
  async supplement(caller: Caller, input: { readonly number: string; readonly values: unknown; readonly papers: readonly PaperFiles[] }, key: string): Promise<SubmissionResult> {
    const { mutations, cases, audit } = this.#deps;
    const person = await this.#principal(caller, SUPPLEMENT);
    const answer = await mutations.run(caller, { action: SUPPLEMENT, key, input: { personId: person.id, ...input } }, async (session): Promise<KeptAnswer> => {
      const before = await this.#models.applications.findOne({ _id: input.number, personId: person.id }, null, { session }).lean();
      const service = before && this.#deps.catalogue.version(before.serviceId, before.serviceVersion);
      if (!before || !service) throw new Fault('NOT_FOUND', { number: input.number });
      const filled: Filled = { service, person, values: input.values, papers: input.papers, commitment: false, fileOwners: [person.id] };
      const ready = await this.#judge(filled);
      if (ready.faults.length > 0) return { faults: ready.faults };
      const signing = this.#signing(caller, 'second-factor');
      const content = contentOf(filled, ready, input.number, before.versions.length + 1);
      const version = await this.#keep(session, content, ready, person.id, signing);
      await this.#models.applications.updateOne({ _id: input.number }, { $push: { versions: version }, $addToSet: { fileIds: { $each: fileIdsOf(ready) } } }, { session });
      await cases.supplement(session, { number: input.number, version: version.version, hash: version.hash, by: byOf(caller), values: content.values, papers: papersOf(content), at: signing.at });
      await audit.write(session, caller, { action: SUPPLEMENT, subject: subjectOf(input.number, person.id), purpose: 'service', details: { version: version.version } });
      return { number: input.number };
    });
    return this.#answer(answer);
  }

  /** Takes in an application: frozen, signed, numbered, its case opened and its receipt issued, or nothing of all that. */
  async #receive(session: ClientSession, caller: Caller, action: string, filled: Filled, signing: Signing, details: Readonly<Record<string, boolean>>): Promise<KeptAnswer> {
    const { cases, documents, profile, audit, district, directory } = this.#deps;
    const { service: { definition, version }, person } = filled;
    const plan = definition.approval;
    if (!plan) throw new Fault('NOT_FOUND', { serviceId: definition.id });
    const ready = await this.#judge(filled);
    if (ready.faults.length > 0) return { faults: ready.faults };
    const number = await this.#nextNumber(signing.at);
    const content = contentOf(filled, ready, number, 1);
    const first = await this.#keep(session, content, ready, person.id, signing);
    const enteredBy = signing.by === 'paper' ? caller.personId : null;
    const receiptCode = await documents.issue(session, receiptOf({ definition, content, person, signing, district, entered: enteredBy !== null }));
    const receivedAt = new Date(signing.at);
    await this.#models.applications.create([{ _id: number, serviceId: definition.id, serviceVersion: version, personId: person.id, accountId: signing.accountId, enteredBy, receivedAt, receiptCode, fileIds: fileIdsOf(ready), versions: [first] }], { session });
    const facts = factsOf(filled, content);
    const known = await profile.known(person);
    const streets = ['business.street', 'home.street'].map((key) => facts.find((fact) => fact.key === key)?.value);
    await cases.open(session, {
      number, serviceId: definition.id, serviceVersion: version, plan, applicant: person.id, by: byOf(caller), enteredBy, centreId: await centreOf(caller, [...streets, known['home.street']?.value], directory),
      values: content.values, papers: papersOf(content), committed: content.committed, toFollow: content.toFollow, hash: first.hash, receivedAt: signing.at,
    });
    // What was said and given is known for the next application.
    await rememberPapers(session, this.#models, definition, person.id, papersOf(content), signing.at);
    await profile.learn(session, person, facts, number, known);
    await audit.write(session, caller, { action, subject: subjectOf(number, person.id), purpose: 'service', details: { serviceId: definition.id, version, ...details } });
    return { number };
  }

  async #judge(filled: Filled): Promise<Judged> {
    const { records, files, clocks } = this.#deps;
    const sent = checkedPapers(filled.service.definition.inputs, filled.papers);
    return judged(filled, await papersAtStart({ models: this.#models, records, files }, filled.service.definition, filled.person, sent, districtDay(clocks.system.now())));
  }

  /** Keeps the files for good, as the applicant's, and seals the content. */
  async #keep(session: ClientSession, content: ApplicationContent, { papers }: Judged, personId: string, signing: Signing) {
    const files = papers.flatMap((paper) => paper.files);
    for (const owner of new Set(files.map(({ ownerId }) => ownerId))) {
      await this.#deps.files.keep(session, owner, files.filter(({ ownerId }) => ownerId === owner).map(({ id }) => id), personId);
    }
    return sealedVersion(this.#deps, content, signing);
  }

  /** The district's code, the day, and a number that no other application of that day has. What fails leaves a gap, which nobody needs filled. */
  async #nextNumber(now: number): Promise<string> {
    const day = districtDay(now).replaceAll('-', '');
    const counted = await this.#deps.connection.collection<{ _id: string; last: number }>('community_numbers').findOneAndUpdate({ _id: day }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' });
    return `${NUMBER_AREA}${day}${String(counted?.last ?? 0).padStart(6, '0')}`;
  }

  #signing(caller: Caller, by: Signing['by']): Signing {
    return { by, accountId: caller.accountId ?? '', session: caller.sessionId === null ? null : sm3(caller.sessionId), at: this.#deps.clocks.system.now() };
  }

  async #answer(answer: KeptAnswer): Promise<SubmissionResult> {
    if ('faults' in answer) return { kind: 'FormIncomplete', ...answer };
    if ('draft' in answer) return { kind: 'DraftConflict', ...answer };
    const doc = await this.#models.applications.findById(answer.number).lean();
    if (!doc) throw new Fault('NOT_FOUND', answer);
    return { kind: 'Application', ...applicationOf(doc) };
  }

  async #principal(caller: Caller, action: string): Promise<PersonFacts> {
    const personId = principalOf(caller) ?? '';
    await this.#deps.authoriser.check(caller, action, subjectOf('own', personId));
    const person = await this.#deps.people.find(personId);
    if (!person) throw new Fault('NOT_PROOFED');
    return person;
  }

  #service(id: string): PublishedVersion {
    const service = this.#deps.catalogue.find(id);
    if (!service?.definition.form) throw new Fault('NOT_FOUND', { serviceId: id });
    return service;
  }
}

/** A stored application as services see it. */
export function applicationOf({ _id: number, serviceId, serviceVersion, personId, enteredBy, receivedAt, receiptCode, versions }: ApplicationDocument): ApplicationEntity {
  return { number, serviceId, serviceVersion, personId, enteredBy, receivedAt: receivedAt.getTime(), receiptCode, versions: versions.map(({ version, hash, at }) => ({ version, hash, at: at.getTime() })) };
}

function contentOf({ service, person, commitment }: Filled, { values, papers, fetched, toFollow }: Judged, number: string, version: number): ApplicationContent {
  const frozen = papers.map(({ inputId, files }) => ({ inputId, files: files.map(({ id, hash, name }) => ({ id, hash, name })) }));
  return { number, serviceId: service.definition.id, serviceVersion: service.version, version, personId: person.id, values, papers: frozen, fetched, committed: commitment, toFollow };
}

/** What of the content is a fact of the profile. */
function factsOf({ service }: Filled, { values }: ApplicationContent): FactInput[] {
  return Object.entries(formOf(service).schema.properties).flatMap(([name, { ui }]) => (ui?.fill !== undefined && Object.hasOwn(values, name) ? [{ key: ui.fill, value: values[name] }] : []));
}

const fileIdsOf = ({ papers }: Judged): string[] => papers.flatMap(({ files }) => files.map(({ id }) => id));
const papersOf = ({ papers }: ApplicationContent) => papers.map(({ inputId, files }) => ({ inputId, fileIds: files.map(({ id }) => id) }));
const byOf = ({ accountId, personId }: Caller) => ({ accountId: accountId ?? '', personId });
const subjectOf = (id: string, personId: string) => ({ type: 'application', id, personIds: [personId] });
