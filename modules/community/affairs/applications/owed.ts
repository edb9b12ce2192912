import { principalOf, type Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { AffairsDeps } from './deps.js';
import type { Filled } from './filling.js';
import { byOf, frozenPapers, papersOf, subjectOf, type Intake, type KeptAnswer, type SubmissionResult } from './intake.js';
import type { ApplicationModels } from './model.js';
import { rememberPapers } from './papers.js';
import type { ApplicationContent, PaperFiles } from './types.js';

const OWED = 'community.applications.owed';

/** Papers that were to follow. */
export interface OwedInput {
  readonly number: string;
  readonly papers: readonly PaperFiles[];
}

/** 容缺补交: papers that an application was accepted without, handed in by the applicant. Nothing else that was signed is touched. */
export class OwedService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;
  readonly #intake: Intake;

  constructor(deps: AffairsDeps, models: ApplicationModels, intake: Intake) {
    this.#deps = deps;
    this.#models = models;
    this.#intake = intake;
  }

  /**
   * Hands in owed papers, all or some of them: another version of the application, sealed as the others are.
   * Throws NOT_FOUND, CONFLICT (not owed, or not any more), BAD_INPUT, FORBIDDEN and kin.
   */
  async handIn(caller: Caller, input: OwedInput, key: string): Promise<SubmissionResult> {
    const { mutations, cases, audit } = this.#deps;
    const person = await this.#intake.principal(caller, OWED);
    const answer = await mutations.run(caller, { action: OWED, key, input: { ...input, personId: principalOf(caller) } }, async (session): Promise<KeptAnswer> => {
      const { service, said } = await this.#intake.opened(session, input.number, person.id);
      if (!said) throw new Fault('UNAVAILABLE', { number: input.number });
      const filled: Filled = { service, person, values: said.values, papers: input.papers, commitment: said.committed, fileOwners: [person.id] };
      const judged = await this.#intake.judge(filled);
      const now = input.papers.map(({ inputId }) => inputId);
      // Of what was accepted already nothing is judged again.
      const faults = judged.faults.filter(({ path }) => now.some((inputId) => path === `papers.${inputId}`));
      if (faults.length > 0) return { faults };
      const ready = { ...judged, papers: judged.papers.filter(({ inputId }) => now.includes(inputId)) };
      if (ready.papers.length === 0 || ready.papers.length < now.length) throw new Fault('BAD_INPUT', { field: 'papers', reason: 'each needs its files' });
      const content: ApplicationContent = {
        ...said, version: said.version + 1, toFollow: said.toFollow.filter((inputId) => !now.includes(inputId)),
        papers: [...said.papers.filter(({ inputId }) => !now.includes(inputId)), ...frozenPapers(ready.papers)],
      };
      const signing = this.#intake.signing(caller, 'second-factor');
      const version = await this.#intake.add(session, content, ready, signing);
      await cases.receiveOwed(session, { number: input.number, by: byOf(caller), inputs: now });
      await rememberPapers(session, this.#models, service.definition, person.id, papersOf(content).filter(({ inputId }) => now.includes(inputId)), signing.at);
      await audit.write(session, caller, { action: OWED, subject: subjectOf(input.number, person.id), purpose: 'service', details: { version: version.version, papers: now.join(' ') } });
      return { number: input.number };
    });
    return this.#intake.answer(answer);
  }
}
