import { principalOf, type Caller } from '../../../kernel/caller.js';
import { canonicalJson, sm3 } from '../../../kernel/crypto/index.js';
import { Fault } from '../../../kernel/errors.js';
import type { ClientSession } from 'mongoose';
import type { PersonFacts } from '../../contract.js';
import { districtDay } from '../../rules/day.js';
import type { PublishedVersion } from '../catalogue/types.js';
import { checkValues } from '../forms/schema.js';
import { prefilled } from '../forms/rules/prefill.js';
import { isStale } from '../profile/facts.js';
import type { AffairsDeps } from './deps.js';
import { checkedPapers, type DraftsService } from './drafts.js';
import type { ApplicationModels } from './model.js';
import { missingPapers, papersAtStart, prunedKnown, rememberPapers } from './papers.js';
import { receiptOf } from './receipt.js';
import type { ApplicationContent, ApplicationEntity, FormIncompleteEntity, PaperFiles, Signing, StartEntity } from './types.js';

const LARGEST = 200_000;
const START = 'community.applications.start';
const SUBMIT = 'community.applications.submit';
const ENTER = 'community.applications.enter';
const SUPPLEMENT = 'community.applications.supplement';

/** What a submission answers. */
export type SubmissionResult = ({ readonly kind: 'Application' } & ApplicationEntity) | ({ readonly kind: 'FormIncomplete' } & FormIncompleteEntity);

/** What a clerk enters at the counter for somebody who is there. */
export interface CounterInput {
  readonly serviceId: string;
  /** As the card shows it. */
  readonly identifier: string;
  readonly name: string;
  /** Whether a reader read the card or the clerk typed it. */
  readonly cardRead: boolean;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  readonly commitment: boolean;
  /** The applicant has read it and signed on paper. */
  readonly signedOnPaper: boolean;
}

interface Filled {
  readonly service: PublishedVersion;
  readonly person: PersonFacts;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  readonly commitment: boolean;
  /** Whose the files are as yet. */
  readonly fileOwner: string;
  readonly enteredBy: string | null;
}

/** Beginning, handing in, entering at the counter and supplementing applications. */
export class SubmissionService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;
  readonly #drafts: DraftsService;

  constructor(deps: AffairsDeps, models: ApplicationModels, drafts: DraftsService) {
    this.#deps = deps;
    this.#models = models;
    this.#drafts = drafts;
  }

  /** A form as it is opened: filled with all that is known. Throws NOT_FOUND (no such service, or a guide alone), FORBIDDEN and kin. */
  async start(caller: Caller, serviceId: string): Promise<StartEntity> {
    const { profile, records, audit, clocks } = this.#deps;
    const person = await this.#principal(caller, START);
    const service = this.#service(serviceId);
    const known = await profile.known(person);
    const now = clocks.system.now();
    const { values, filledBy } = prefilled(formOf(service), known);
    const papers = await papersAtStart(this.#models, records, service.definition, person, districtDay(now));
    await audit.read(caller, { action: START, subject: subjectOf(serviceId, person.id), purpose: 'self' });
    return { serviceId, serviceVersion: service.version, values, papers, filled: Object.entries(filledBy).flatMap(([field, key]) => (known[key] ? [{ field, key, ...known[key], stale: isStale(key, known[key], now) }] : [])) };
  }

  /** Hands in a draft as this device has seen it. Throws NOT_FOUND, CONFLICT (saved meanwhile elsewhere, or its service has changed), STEP_UP_REQUIRED and kin. */
  async submit(caller: Caller, input: { readonly draftId: string; readonly version: number; readonly commitment: boolean }, key: string): Promise<SubmissionResult> {
    const { mutations, clocks } = this.#deps;
    const person = await this.#principal(caller, SUBMIT);
    const answer = await mutations.run(caller, { action: SUBMIT, key, input: { personId: person.id, ...input } }, async (session) => {
      const draft = await this.#drafts.open(input.draftId, person.id, session);
      if (!draft) throw new Fault('NOT_FOUND', { draftId: input.draftId });
      const service = this.#service(draft.serviceId);
      if (draft.version !== input.version || draft.serviceVersion !== service.version) throw new Fault('CONFLICT', { draftId: draft.id, version: draft.version, serviceVersion: service.version });
      const signing: Signing = { by: 'second-factor', accountId: caller.accountId ?? '', session: caller.sessionId === null ? null : sm3(caller.sessionId), at: clocks.system.now() };
      const result = await this.#receive(session, caller, SUBMIT, { service, person, values: draft.values, papers: draft.papers, commitment: input.commitment, fileOwner: person.id, enteredBy: null }, signing);
      if ('number' in result) await this.#models.drafts.deleteOne({ _id: draft.id }, { session });
      return result;
    });
    return this.#answer(answer);
  }

  /** A clerk enters what somebody at the counter wants, signed on paper. Throws BAD_INPUT (no card, not signed), FORBIDDEN and kin. */
  async enter(caller: Caller, input: CounterInput, key: string): Promise<SubmissionResult> {
    const { authoriser, mutations, people, clocks } = this.#deps;
    await authoriser.check(caller, ENTER, { type: 'application', id: 'counter' });
    if (!input.signedOnPaper) throw new Fault('BAD_INPUT', { field: 'signedOnPaper', reason: 'the applicant signs what was entered' });
    const service = this.#service(input.serviceId);
    const person = await people.atCounter({ identifier: input.identifier, name: input.name });
    if (person.id === caller.personId) throw new Fault('FORBIDDEN', { reason: 'nobody serves himself' });
    const answer = await mutations.run(caller, { action: ENTER, key, input }, async (session) => {
      const signing: Signing = { by: 'paper', accountId: caller.accountId ?? '', session: caller.sessionId === null ? null : sm3(caller.sessionId), at: clocks.system.now() };
      return this.#receive(session, caller, ENTER, { service, person, values: input.values, papers: input.papers, commitment: input.commitment, fileOwner: caller.accountId ?? '', enteredBy: caller.personId }, signing, { cardRead: input.cardRead });
    });
    return this.#answer(answer);
  }

  /** Hands in what was asked for (补正): another version of the same application, in the service's version that it was begun with. Throws NOT_FOUND, CONFLICT (nothing was asked), FORBIDDEN and kin. */
  async supplement(caller: Caller, input: { readonly number: string; readonly values: unknown; readonly papers: readonly PaperFiles[] }, key: string): Promise<SubmissionResult> {
    const { mutations, catalogue, cases, clocks, audit } = this.#deps;
    const person = await this.#principal(caller, SUPPLEMENT);
    const answer = await mutations.run(caller, { action: SUPPLEMENT, key, input: { personId: person.id, ...input } }, async (session) => {
      const before = await this.#models.applications.findOne({ _id: input.number, personId: person.id }, null, { session }).lean();
      const service = before && catalogue.version(before.serviceId, before.serviceVersion);
      if (!before || !service) throw new Fault('NOT_FOUND', { number: input.number });
      const version = before.versions.length + 1;
      const at = clocks.system.now();
      const ready = await this.#freeze({ service, person, values: input.values, papers: input.papers, commitment: false, fileOwner: person.id, enteredBy: null }, input.number, version);
      if (!('content' in ready)) return ready;
      const { content } = ready;
      const fileIds = content.papers.flatMap(({ files }) => files.map(({ id }) => id));
      await this.#deps.files.keep(session, person.id, fileIds);
      const sealedVersion = await this.#sealed(content, { by: 'second-factor', accountId: caller.accountId ?? '', session: caller.sessionId === null ? null : sm3(caller.sessionId), at });
      await this.#models.applications.updateOne({ _id: input.number }, { $push: { versions: sealedVersion }, $addToSet: { fileIds: { $each: fileIds } } }, { session });
      await cases.supplement(session, { number: input.number, version, hash: sealedVersion.hash, values: content.values, papers: papersOf(content), at });
      await audit.write(session, caller, { action: SUPPLEMENT, subject: subjectOf(input.number, person.id), purpose: 'service', details: { version } });
      return { number: input.number };
    });
    return this.#answer(answer);
  }

  /** Takes in an application: frozen, signed, numbered, its case opened and its receipt issued, or nothing of all that. */
  async #receive(session: ClientSession, caller: Caller, action: string, filled: Filled, signing: Signing, details: Readonly<Record<string, boolean>> = {}): Promise<{ readonly number: string } | FormIncompleteEntity> {
    const { files, cases, documents, profile, audit, district } = this.#deps;
    const { service: { definition, version }, person } = filled;
    const plan = definition.approval;
    if (!plan) throw new Fault('NOT_FOUND', { serviceId: definition.id });
    const number = await this.#nextNumber(signing.at);
    const ready = await this.#freeze(filled, number, 1);
    if (!('content' in ready)) return ready;
    const { content } = ready;
    const fileIds = content.papers.flatMap(({ files: own }) => own.map(({ id }) => id));
    await files.keep(session, filled.fileOwner, fileIds, person.id);
    const receiptCode = await documents.issue(session, receiptOf({ definition, content, person, signing, district, entered: filled.enteredBy !== null }));
    await this.#models.applications.create([{
      _id: number, serviceId: definition.id, serviceVersion: version, personId: person.id, accountId: signing.accountId, enteredBy: filled.enteredBy, receivedAt: new Date(signing.at), receiptCode, fileIds, versions: [await this.#sealed(content, signing)],
    }], { session });
    await cases.open(session, { number, serviceId: definition.id, serviceVersion: version, plan, applicant: person.id, enteredBy: filled.enteredBy, values: content.values, papers: papersOf(content), committed: content.committed, toFollow: content.toFollow, receivedAt: signing.at });
    await rememberPapers(session, this.#models, definition, person.id, papersOf(content), signing.at);
    const facts = Object.entries(formOf(filled.service).schema.properties).flatMap(([name, { ui }]) => (ui?.fill !== undefined && Object.hasOwn(content.values, name) ? [{ key: ui.fill, value: content.values[name] }] : []));
    await profile.learn(session, person, facts, number, await profile.known(person));
    await audit.write(session, caller, { action, subject: subjectOf(number, person.id), purpose: 'service', details: { serviceId: definition.id, version, ...details } });
    return { number };
  }

  /** The content as it is kept, or all that is wrong with it at once. */
  async #freeze({ service, person, values, papers, commitment }: Filled, number: string, version: number): Promise<{ readonly content: ApplicationContent } | FormIncompleteEntity> {
    const { definition } = service;
    const form = formOf(service);
    const given = prunedKnown(form, values, LARGEST);
    // What the register says of the person stands, whatever a client sent.
    const register: Readonly<Record<string, unknown>> = { 'person.name': person.name, 'person.identifier': person.identifier, 'person.birthDate': person.birthDate };
    for (const [name, { ui }] of Object.entries(form.schema.properties)) if (ui?.fill !== undefined && Object.hasOwn(register, ui.fill)) given[name] = register[ui.fill];
    const checked = checkValues(form, given);
    const sent = checkedPapers(definition.inputs, papers);
    const { faults, toFollow } = missingPapers(definition, checked.ok ? checked.values : given, sent, commitment);
    if (!checked.ok || faults.length > 0) return { faults: [...(checked.ok ? [] : checked.faults), ...faults] };
    const files = await Promise.all(sent.map(async ({ inputId, fileIds }) => ({ inputId, files: await Promise.all(fileIds.map((id) => this.#file(id))) })));
    return { content: { number, serviceId: definition.id, serviceVersion: service.version, version, personId: person.id, values: checked.values, papers: files, committed: commitment, toFollow } };
  }

  async #file(id: string) {
    const file = await this.#deps.files.find(id);
    if (!file) throw new Fault('NOT_FOUND', { fileId: id });
    return { id, hash: file.hash, name: file.name };
  }

  /** The district's seal: SM2 over the content's hash, the account, what stood for the second factor, and when. */
  async #sealed(content: ApplicationContent, signing: Signing) {
    const { cipher, keystore } = this.#deps;
    const hash = sm3(canonicalJson(content));
    const signer = keystore.signer('seal-sign');
    const place = `${content.number}:${content.version}`;
    return {
      version: content.version, hash, at: new Date(signing.at), signature: await signer.sign(statementOf(content.number, hash, signing)), keyVersion: signer.version,
      contentSealed: cipher.seal(canonicalJson(content), `application.content:${place}`), signingSealed: cipher.seal(canonicalJson(signing), `application.signing:${place}`),
    };
  }

  /** `310199` (the district), the day, and a number that no other application of that day has. What fails leaves a gap, which nobody needs filled. */
  async #nextNumber(now: number): Promise<string> {
    const day = districtDay(now).replaceAll('-', '');
    const counted = await this.#deps.connection.collection<{ _id: string; last: number }>('community_numbers').findOneAndUpdate({ _id: day }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' });
    return `310199${day}${String(counted?.last ?? 0).padStart(6, '0')}`;
  }

  async #answer(answer: { readonly number: string } | FormIncompleteEntity): Promise<SubmissionResult> {
    if (!('number' in answer)) return { kind: 'FormIncomplete', ...answer };
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

/** What the district signs of an application. */
export function statementOf(number: string, hash: string, signing: Signing): string {
  return canonicalJson({ purpose: 'community.application', number, hash, ...signing });
}

/** A stored application as services see it. */
export function applicationOf(doc: { readonly _id: string; readonly serviceId: string; readonly serviceVersion: number; readonly personId: string; readonly enteredBy: string | null; readonly receivedAt: Date; readonly receiptCode: string; readonly versions: readonly { readonly version: number; readonly hash: string; readonly at: Date }[] }): ApplicationEntity {
  const { _id: number, serviceId, serviceVersion, personId, enteredBy, receivedAt, receiptCode, versions } = doc;
  return { number, serviceId, serviceVersion, personId, enteredBy, receivedAt: receivedAt.getTime(), receiptCode, versions: versions.map(({ version, hash, at }) => ({ version, hash, at: at.getTime() })) };
}

function formOf({ definition: { id, form } }: PublishedVersion) {
  if (!form) throw new Fault('NOT_FOUND', { serviceId: id });
  return form;
}

const papersOf = ({ papers }: ApplicationContent) => papers.map(({ inputId, files }) => ({ inputId, fileIds: files.map(({ id }) => id) }));
const subjectOf = (id: string, personId: string) => ({ type: 'application', id, personIds: [personId] });
