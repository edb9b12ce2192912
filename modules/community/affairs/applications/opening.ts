import { principalOf, type Caller } from '../../../kernel/caller.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import { maskIdentifier } from '../../../kernel/identifiers.js';
import type { PersonFacts } from '../../contract.js';
import type { PublishedVersion } from '../catalogue/types.js';
import { prefilled } from '../forms/rules/prefill.js';
import { formWords } from '../forms/rules/words.js';
import { isStale, type KnownFacts } from '../profile/facts.js';
import { cardFault, readCard, type Card, type CardInput } from './card.js';
import type { AffairsDeps } from './deps.js';
import type { DraftsService } from './drafts.js';
import { checkedPapers, FIXED_FACTS, formOf, judged, messageOf } from './filling.js';
import type { ApplicationModels } from './model.js';
import { papersAtStart } from './papers.js';
import type { CounterFormEntity, CounterFormResult, DraftEntity, FormEntity, PaperFiles, PreviewEntity } from './types.js';

const START = 'community.applications.start';
const COUNTER = 'community.applications.start-counter';

/** What a preview is made of. */
export interface PreviewInput {
  readonly serviceId: string;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  readonly commitment: boolean;
}

/** Opening forms, filled with what is known, and showing how an application will read. */
export class OpeningService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;
  readonly #drafts: DraftsService;

  constructor(deps: AffairsDeps, models: ApplicationModels, drafts: DraftsService) {
    this.#deps = deps;
    this.#models = models;
    this.#drafts = drafts;
  }

  /**
   * A form as it is opened: what is known, with a draft's values on top.
   * @param draft a draft's id; absent: the newest of the service; null: none
   * @throws Fault NOT_FOUND (no such service or draft, or a guide alone), SERVICE_ENDED, STEP_UP_REQUIRED, FORBIDDEN and kin
   */
  async form(caller: Caller, serviceId: string, draft?: string | null): Promise<FormEntity> {
    const person = await this.#principal(caller, serviceId);
    const service = this.#service(serviceId);
    const opened = draft === undefined ? await this.#drafts.newest(serviceId, person.id) : draft === null ? null : await this.#drafts.open(draft, person.id);
    if (draft && opened?.serviceId !== serviceId) throw new Fault('NOT_FOUND', { draftId: draft });
    const form = await this.#form(service, person, await this.#deps.profile.known(person), opened);
    await this.#deps.audit.read(caller, { action: START, subject: subjectOf(serviceId, person.id), purpose: 'self' });
    return form;
  }

  /** The form for somebody at the counter, or what is wrong with the card. Throws NOT_FOUND, SERVICE_ENDED, FORBIDDEN and kin. */
  async counterForm(caller: Caller, serviceId: string, input: CardInput): Promise<CounterFormResult> {
    const { authoriser, people, clocks } = this.#deps;
    await authoriser.check(caller, COUNTER, { type: 'application', id: serviceId });
    const service = this.#service(serviceId);
    try {
      const card = readCard(input, districtDate(clocks.system.now()));
      return { kind: 'CounterForm', ...(await this.#atCounter(caller, service, card, await people.byCard(card))) };
    } catch (error) {
      const fault = cardFault(error);
      if (!fault) throw error;
      return { kind: 'FormIncomplete', faults: [fault] };
    }
  }

  async #atCounter(caller: Caller, service: PublishedVersion, card: Card, person: PersonFacts | null): Promise<CounterFormEntity> {
    const { audit, profile, clocks } = this.#deps;
    if (person) await audit.read(caller, { action: COUNTER, subject: subjectOf(service.definition.id, person.id), purpose: 'service', details: { cardRead: card.read } });
    const now = clocks.system.now();
    const shown = (value: string) => ({ value, source: 'SELF' as const, from: null, at: now, confirmedAt: now });
    // Of somebody not on record the card is all that is known.
    const known = person ? await profile.known(person) : { 'person.name': shown(card.name), 'person.identifier': shown(card.identifier) };
    return { name: person?.name ?? card.name, identifier: maskIdentifier(card.identifier), cardRead: card.read, known: person !== null, form: await this.#form(service, person, known, null) };
  }

  /** How an application will read, and all that is still wrong with it. Throws as {@link form} but SERVICE_ENDED, and BAD_INPUT. */
  async preview(caller: Caller, { serviceId, values, papers, commitment }: PreviewInput): Promise<PreviewEntity> {
    const person = await this.#principal(caller, serviceId);
    // What an open case of a service that has ended still brings is looked at as well.
    const service = this.#deps.catalogue.lastOffered(serviceId);
    if (!service?.definition.form) throw new Fault('NOT_FOUND', { serviceId });
    const starts = await papersAtStart(this.#sources(), service.definition, person, checkedPapers(service.definition.inputs, papers), this.#today());
    const filled = { service, person, values, papers, commitment, bar: commitment ? await this.#deps.cases.barredFrom(person.id, serviceId) : null, fileOwners: [person.id] };
    const result = judged(filled, starts);
    const ready = result.faults.length === 0;
    // It shows the register's number and birthday as the form does.
    await this.#deps.audit.read(caller, { action: START, subject: subjectOf(serviceId, person.id), purpose: 'self' });
    return { serviceVersion: service.version, ready, faults: result.faults, sections: formWords(formOf(service), result.values), toFollow: result.toFollow, toSign: ready && this.#deps.signatures ? messageOf(filled, result) : null };
  }

  async #form(service: PublishedVersion, person: PersonFacts | null, known: KnownFacts, draft: DraftEntity | null): Promise<FormEntity> {
    const form = formOf(service);
    const now = this.#deps.clocks.system.now();
    const { values, filledBy } = prefilled(form, known);
    // The register's stands; else what the draft says is what its writer wants, emptied fields too.
    const fixed = Object.keys(filledBy).filter((field) => FIXED_FACTS.includes(filledBy[field] ?? ''));
    const drafted = Object.fromEntries(Object.entries(draft?.values ?? {}).filter(([name]) => Object.hasOwn(form.schema.properties, name) && !fixed.includes(name)));
    return {
      service, draft, bar: person && service.definition.approval?.commitment ? await this.#deps.cases.barredFrom(person.id, service.definition.id) : null, values: { ...values, ...drafted }, family: known['family.members']?.value ?? [],
      papers: await papersAtStart(this.#sources(), service.definition, person, draft?.papers ?? [], this.#today()),
      filled: Object.entries(filledBy).flatMap(([field, key]) => {
        const fact = known[key];
        return fact && (!Object.hasOwn(drafted, field) || JSON.stringify(drafted[field]) === JSON.stringify(fact.value)) ? [{ field, key, ...fact, stale: isStale(key, fact, now), fixed: fixed.includes(field) }] : [];
      }),
    };
  }

  #sources() {
    return { models: this.#models, records: this.#deps.records, files: this.#deps.files };
  }

  #today(): string {
    return districtDate(this.#deps.clocks.system.now());
  }

  #service(id: string): PublishedVersion {
    const service = this.#deps.catalogue.offered(id);
    if (!service.definition.form) throw new Fault('NOT_FOUND', { serviceId: id });
    return service;
  }

  async #principal(caller: Caller, serviceId: string): Promise<PersonFacts> {
    const personId = principalOf(caller) ?? '';
    await this.#deps.authoriser.check(caller, START, subjectOf(serviceId, personId));
    const person = await this.#deps.people.find(personId);
    if (!person) throw new Fault('NOT_PROOFED');
    return person;
  }
}

const subjectOf = (id: string, personId: string) => ({ type: 'application', id, personIds: [personId] });
