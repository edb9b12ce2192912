import type { Caller } from '../../../kernel/caller.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { PersonFacts } from '../../contract.js';
import { cardFault, OTHER_CARD, readCard, type CardInput } from './card.js';
import type { AffairsDeps } from './deps.js';
import type { Filled } from './filling.js';
import { byOf, contentOf, filedOf, subjectOf, type Intake, type KeptAnswer, type SubmissionResult } from './intake.js';
import type { ApplicationModels } from './model.js';
import type { PaperFiles, Signing } from './types.js';

const SUPPLEMENT = 'community.applications.supplement';
const AT_COUNTER = 'community.applications.supplement-counter';

/** What is handed in after a request for it. */
export interface SupplementInput {
  readonly number: string;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  /** At the counter: the card of the applicant, who has signed on paper. */
  readonly card?: CardInput | null | undefined;
  readonly signedOnPaper?: boolean | null | undefined;
}

/** Supplements (补正): another version of the same application, in the service's version that it was begun with. */
export class SupplementService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;
  readonly #intake: Intake;

  constructor(deps: AffairsDeps, models: ApplicationModels, intake: Intake) {
    this.#deps = deps;
    this.#models = models;
    this.#intake = intake;
  }

  /**
   * Hands in what was asked for: by the applicant, who acts for them, or a clerk who works on the case, for the applicant who is there.
   * Throws NOT_FOUND, CONFLICT (nothing was asked), BAD_INPUT, FORBIDDEN and kin.
   */
  async supplement(caller: Caller, input: SupplementInput, key: string): Promise<SubmissionResult> {
    if (!input.card) return this.#handIn(caller, await this.#intake.principal(caller, SUPPLEMENT), input, key, 'second-factor');
    const { authoriser, cases, people, clocks } = this.#deps;
    await authoriser.check(caller, AT_COUNTER, { type: 'application', id: input.number });
    if (!input.signedOnPaper) throw new Fault('BAD_INPUT', { field: 'signedOnPaper', reason: 'the applicant signs what was entered' });
    if (!(await cases.worksOn(caller, input.number))) throw new Fault('FORBIDDEN');
    try {
      const person = await people.byCard(readCard(input.card, districtDate(clocks.system.now())));
      const applicant = await this.#models.applications.findById(input.number, { personId: 1 }).lean();
      if (!person || person.id !== applicant?.personId) return { kind: 'FormIncomplete', faults: [OTHER_CARD] };
      if (person.id === caller.personId) throw new Fault('FORBIDDEN', { reason: 'nobody serves himself' });
      return await this.#handIn(caller, person, input, key, 'paper');
    } catch (error) {
      const fault = cardFault(error);
      if (!fault) throw error;
      return { kind: 'FormIncomplete', faults: [fault] };
    }
  }

  async #handIn(caller: Caller, person: PersonFacts, input: SupplementInput, key: string, by: Signing['by']): Promise<SubmissionResult> {
    const { mutations, cases, audit } = this.#deps;
    const action = by === 'paper' ? AT_COUNTER : SUPPLEMENT;
    const answer = await mutations.run(caller, { action, key, input: { personId: person.id, ...input } }, async (session): Promise<KeptAnswer> => {
      const { service, versions, said } = await this.#intake.opened(session, input.number, person.id);
      // What was committed to at first stands.
      const filled: Filled = { service, person, values: input.values, papers: input.papers, commitment: said?.committed ?? false, fileOwners: by === 'paper' ? [person.id, caller.accountId ?? ''] : [person.id] };
      const ready = await this.#intake.judge(filled);
      if (ready.faults.length > 0) return { faults: ready.faults };
      const signing = this.#intake.signing(caller, by);
      const content = contentOf(filled, ready, input.number, versions + 1);
      const version = await this.#intake.add(session, content, ready, signing);
      await cases.supplement(session, { number: input.number, version: version.version, hash: version.hash, by: byOf(caller), values: content.values, papers: filedOf(content), atCounter: by === 'paper', at: signing.at });
      await this.#intake.learn(session, filled, content, signing.at);
      await audit.write(session, caller, { action, subject: subjectOf(input.number, person.id), purpose: 'service', details: { version: version.version } });
      return { number: input.number };
    });
    return this.#intake.answer(answer);
  }
}
