import type { ClientSession } from 'mongoose';
import type { Caller } from '../../../kernel/caller.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { CertificateSignature, PersonFacts } from '../../contract.js';
import type { PublishedVersion } from '../catalogue/types.js';
import { cardFault, readCard, type CardInput } from './card.js';
import { centreOf } from './centre.js';
import type { AffairsDeps } from './deps.js';
import type { DraftsService } from './drafts.js';
import { messageOf, type Filled } from './filling.js';
import { byOf, contentOf, factsOf, fileIdsOf, filedOf, subjectOf, type Intake, type KeptAnswer, type SubmissionResult } from './intake.js';
import type { ApplicationModels } from './model.js';
import { receiptOf } from './receipt.js';
import type { DraftEntity, FormIncompleteEntity, PaperFiles, Signing } from './types.js';

const SUBMIT = 'community.applications.submit';
const ENTER = 'community.applications.enter';

/** A draft to be handed in. */
export interface SubmitInput {
  readonly draftId: string;
  /** As this device has seen it. */
  readonly version: number;
  readonly commitment: boolean;
  /** By a certificate of the applicant's own, over what the preview gave to be signed. */
  readonly certificate?: CertificateSignature | null | undefined;
}

const WRONG_CERTIFICATE: FormIncompleteEntity = { faults: [{ path: 'certificate', message: { zh: '数字证书签名无效：请使用本人的有效证书，对最新填写的内容重新签名', en: 'The signature by certificate is not valid: please sign what is filled in now with a valid certificate of your own' } }] };

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

/** Handing in applications, and entering them at the counter. */
export class SubmissionService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;
  readonly #drafts: DraftsService;
  readonly #intake: Intake;

  constructor(deps: AffairsDeps, models: ApplicationModels, drafts: DraftsService, intake: Intake) {
    this.#deps = deps;
    this.#models = models;
    this.#drafts = drafts;
    this.#intake = intake;
  }

  /**
   * Hands in a draft as this device has seen it. Throws NOT_FOUND, SERVICE_ENDED, BAD_INPUT, STEP_UP_REQUIRED and kin; UNAVAILABLE where a
   * certificate cannot be proved.
   */
  async submit(caller: Caller, input: SubmitInput, key: string): Promise<SubmissionResult> {
    const person = await this.#intake.principal(caller, SUBMIT);
    let believed: Signing['certificate'];
    // Whether a certificate was revoked is asked of others: before the transaction, and only where nothing was handed in yet.
    const before = async (): Promise<void> => void (believed = input.certificate ? await this.#believed(caller, person, input, input.certificate) : undefined);
    const answer = await this.#deps.mutations.run(caller, { action: SUBMIT, key, input: { personId: person.id, ...input } }, async (session): Promise<KeptAnswer> => {
      const draft = await this.#drafts.open(input.draftId, person.id, session);
      if (!draft) throw new Fault('NOT_FOUND', { draftId: input.draftId });
      const service = this.#service(draft.serviceId);
      const formChanged = draft.serviceVersion !== service.version;
      if (draft.version !== input.version || formChanged) {
        const { values: _values, papers: _papers, ...head } = draft;
        return { draft: head, formChanged };
      }
      const signing: Signing = believed ? { ...this.#intake.signing(caller, 'certificate'), certificate: believed } : this.#intake.signing(caller, 'second-factor');
      const result = input.certificate && !believed ? WRONG_CERTIFICATE : await this.#receive(session, caller, SUBMIT, filledBy(draft, service, person, input.commitment), signing, {});
      if ('number' in result) await this.#models.drafts.deleteOne({ _id: draft.id }, { session });
      return result;
    }, before);
    return this.#intake.answer(answer);
  }

  /** What was signed with a certificate of the caller's own; undefined where it is not to be believed. */
  async #believed(caller: Caller, person: PersonFacts, { draftId, commitment }: SubmitInput, given: CertificateSignature): Promise<Signing['certificate']> {
    const { signatures, people } = this.#deps;
    if (!signatures) throw new Fault('UNAVAILABLE', { field: 'certificate' });
    const draft = await this.#drafts.open(draftId, person.id);
    if (!draft) return undefined;
    const filled = filledBy(draft, this.#service(draft.serviceId), person, commitment);
    const message = messageOf(filled, await this.#intake.judge(filled));
    const signer = await signatures.signerOf(message, given);
    // Whoever acts for somebody signs with their own.
    const own = caller.personId === null ? null : await people.find(caller.personId);
    return signer !== null && signer === own?.identifier ? { signature: given.signature, chain: [...given.chain], message } : undefined;
  }

  /** A clerk enters what somebody at the counter wants, signed on paper; a card that proves nobody is a fault of the form. Throws SERVICE_ENDED, BAD_INPUT (not signed), FORBIDDEN and kin. */
  async enter(caller: Caller, input: CounterInput, key: string): Promise<SubmissionResult> {
    const { authoriser, mutations, people, clocks } = this.#deps;
    await authoriser.check(caller, ENTER, { type: 'application', id: 'counter' });
    if (!input.signedOnPaper) throw new Fault('BAD_INPUT', { field: 'signedOnPaper', reason: 'the applicant signs what was entered' });
    if (!this.#deps.catalogue.lastOffered(input.serviceId)) throw new Fault('NOT_FOUND', { serviceId: input.serviceId });
    try {
      const card = readCard(input.card, districtDate(clocks.system.now()));
      const person = await people.atCounter(card);
      if (person.id === caller.personId) throw new Fault('FORBIDDEN', { reason: 'nobody serves himself' });
      const filled: Omit<Filled, 'service'> = { person, values: input.values, papers: input.papers, commitment: input.commitment, fileOwners: [person.id, caller.accountId ?? ''] };
      // Inside: what was entered in time is answered the same later.
      const answer = await mutations.run(caller, { action: ENTER, key, input }, (session) => this.#receive(session, caller, ENTER, { ...filled, service: this.#service(input.serviceId) }, this.#intake.signing(caller, 'paper'), { cardRead: card.read }));
      return await this.#intake.answer(answer);
    } catch (error) {
      const fault = cardFault(error);
      if (!fault) throw error;
      return { kind: 'FormIncomplete', faults: [fault] };
    }
  }

  /** Takes in an application: frozen, signed, numbered, its case opened and its receipt issued, or nothing of all that. */
  async #receive(session: ClientSession, caller: Caller, action: string, filled: Filled, signing: Signing, details: Readonly<Record<string, boolean>>): Promise<KeptAnswer> {
    const { cases, documents, profile, audit, district, centres } = this.#deps;
    const { service: { definition, version }, person } = filled;
    const plan = definition.approval;
    if (!plan) throw new Fault('NOT_FOUND', { serviceId: definition.id });
    const ready = await this.#intake.judge({ ...filled, bar: filled.commitment ? await cases.barredFrom(person.id, definition.id, session) : null });
    if (ready.faults.length > 0) return { faults: ready.faults };
    // What was signed is what is handed in.
    if (signing.certificate && signing.certificate.message !== messageOf(filled, ready)) return WRONG_CERTIFICATE;
    const number = await this.#nextNumber(signing.at);
    const content = contentOf(filled, ready, number, 1);
    const first = await this.#intake.keep(session, content, ready, signing);
    const enteredBy = signing.by === 'paper' ? caller.personId : null;
    const receiptCode = await documents.issue(session, receiptOf({ definition, content, person, signing, district }));
    const receivedAt = new Date(signing.at);
    await this.#models.applications.create([{ _id: number, serviceId: definition.id, serviceVersion: version, personId: person.id, accountId: signing.accountId, enteredBy, receivedAt, receiptCode, fileIds: fileIdsOf(ready), versions: [first] }], { session });
    const facts = factsOf(filled, content);
    const streets = [...['business.street', 'home.street'].map((key) => facts.find((fact) => fact.key === key)?.value), (await profile.known(person))['home.street']?.value];
    await cases.open(session, {
      number, serviceId: definition.id, serviceVersion: version, plan, applicant: person.id, by: byOf(caller), enteredBy, centreId: await centreOf(caller, streets, centres),
      values: content.values, papers: filedOf(content), committed: content.committed, toFollow: content.toFollow, hash: first.hash, receivedAt: signing.at,
    });
    await this.#intake.learn(session, filled, content, signing.at);
    await audit.write(session, caller, { action, subject: subjectOf(number, person.id), purpose: 'service', details: { serviceId: definition.id, version, ...details } });
    return { number };
  }

  /** The district's code, the day, and a number that no other application of that day has. What fails leaves a gap, which nobody needs filled. */
  async #nextNumber(now: number): Promise<string> {
    const day = districtDate(now).replaceAll('-', '');
    const counted = await this.#deps.connection.collection<{ _id: string; last: number }>('community_numbers').findOneAndUpdate({ _id: day }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' });
    return `${this.#deps.areaCode}${day}${String(counted?.last ?? 0).padStart(6, '0')}`;
  }

  #service(id: string): PublishedVersion {
    const service = this.#deps.catalogue.offered(id);
    if (!service.definition.form) throw new Fault('NOT_FOUND', { serviceId: id });
    return service;
  }
}

function filledBy({ values, papers }: DraftEntity, service: PublishedVersion, person: PersonFacts, commitment: boolean): Filled {
  return { service, person, values, papers, commitment, fileOwners: [person.id] };
}
