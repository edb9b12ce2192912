import type { Resolvers } from '../../../__generated__/resolvers.js';
import { Fault } from '../../../kernel/errors.js';
import { paperUrl } from '../../documents/index.js';
import type { Directory } from '../../contract.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { PublishedVersion } from '../catalogue/types.js';
import { departmentOf } from '../profile/resolvers.js';
import { urlOf } from './doors.js';
import type { DraftsService } from './drafts.js';
import type { OpeningService } from './opening.js';
import type { OwedService } from './owed.js';
import type { ReadingService } from './reading.js';
import type { SubmissionService } from './submission.js';
import type { SupplementService } from './supplement.js';

/** What the resolvers of applications stand on. */
export interface ApplicationServices {
  readonly drafts: DraftsService;
  readonly opening: OpeningService;
  readonly submission: SubmissionService;
  readonly supplement: SupplementService;
  readonly owed: OwedService;
  readonly reading: ReadingService;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
}

/** Resolvers of forms, drafts and applications. */
export function createApplicationResolvers({ drafts, opening, submission, supplement, owed, reading, catalogue, directory }: ApplicationServices) {
  const serviceOf = ({ serviceId, serviceVersion }: { readonly serviceId: string; readonly serviceVersion: number }): PublishedVersion => {
    const found = catalogue.version(serviceId, serviceVersion);
    if (!found) throw new Fault('NOT_FOUND', { serviceId });
    return found;
  };
  const heldBy = (from: string | null) => departmentOf(directory, { source: 'DEPARTMENT', from });
  return {
    Query: {
      applicationForm: (_root, { serviceId, draftId, anew }, { caller }) => opening.form(caller, serviceId, draftId ?? (anew ? null : undefined)),
      counterForm: (_root, { serviceId, card }, { caller }) => opening.counterForm(caller, serviceId, card),
      applicationPreview: (_root, { input }, { caller }) => opening.preview(caller, { ...input, commitment: input.commitment ?? false }),
      applicationDrafts: (_root, _args, { caller }) => drafts.list(caller),
      applications: (_root, args, { caller }) => reading.list(caller, args),
      application: (_root, { number }, { caller }) => reading.find(caller, number),
      applicationContent: (_root, { number, version }, { caller }) => reading.content(caller, number, version),
    },
    Mutation: {
      saveDraft: (_root, { input, idempotencyKey }, { caller }) => drafts.save(caller, input, idempotencyKey),
      deleteDraft: (_root, { id, idempotencyKey }, { caller }) => drafts.remove(caller, id, idempotencyKey),
      submitApplication: (_root, { input, idempotencyKey }, { caller }) => submission.submit(caller, { ...input, commitment: input.commitment ?? false }, idempotencyKey),
      enterApplication: (_root, { input, idempotencyKey }, { caller }) => submission.enter(caller, { ...input, commitment: input.commitment ?? false }, idempotencyKey),
      supplementApplication: (_root, { input, idempotencyKey }, { caller }) => supplement.supplement(caller, input, idempotencyKey),
      handInOwedPapers: (_root, { input, idempotencyKey }, { caller }) => owed.handIn(caller, input, idempotencyKey),
    },
    CounterFormResult: { __resolveType: ({ kind }) => kind },
    DraftResult: { __resolveType: ({ kind }) => kind },
    SubmissionResult: { __resolveType: ({ kind }) => kind },
    ApplicationForm: {
      filled: ({ filled }) => [...filled],
      papers: ({ papers }) => [...papers],
      commitment: ({ service: { definition }, bar }) => {
        const offer = bar === null ? definition.approval?.commitment : undefined;
        return offer ? { text: offer.text, inputIds: [...offer.inputs], promisedWorkingDays: offer.promisedWorkingDays } : null;
      },
      commitmentBar: ({ bar }) => bar && { caseNumber: bar.number, since: bar.since, basis: bar.basis },
      mayFollow: ({ service: { definition } }) => [...(definition.approval?.tolerant?.inputs ?? [])],
    },
    FilledField: { department: (field) => departmentOf(directory, field) },
    PaperAtStart: { department: ({ from }) => heldBy(from), files: ({ files }) => [...files] },
    PaperFile: { url: ({ id }) => urlOf(id) },
    ApplicationDraft: { service: serviceOf },
    ApplicationPreview: { faults: ({ faults }) => [...faults], sections: ({ sections }) => [...sections], toFollow: ({ toFollow }) => [...toFollow] },
    PreviewSection: { rows: ({ rows }) => [...rows] },
    FormIncomplete: { faults: ({ faults }) => [...faults] },
    Application: {
      service: serviceOf,
      entered: ({ enteredBy }) => enteredBy !== null,
      receiptUrl: ({ receiptCode }) => paperUrl(receiptCode),
      versions: ({ versions }) => [...versions],
    },
    ApplicationContent: {
      number: ({ content }) => content.number,
      version: ({ content }) => content.version,
      values: ({ content }) => content.values,
      sections: ({ sections }) => [...sections],
      papers: ({ content, papers, service }) => {
        const nameOf = (inputId: string) => service.definition.inputs.find(({ id }) => id === inputId)?.name ?? { zh: inputId, en: inputId };
        return [
          ...papers.map(({ inputId, files }) => ({ inputId, name: nameOf(inputId), files: [...files], department: null, reference: null })),
          ...content.fetched.map(async ({ inputId, from, reference }) => ({ inputId, name: nameOf(inputId), files: [], department: await heldBy(from), reference })),
        ];
      },
      committed: ({ content }) => content.committed,
      toFollow: ({ content }) => [...content.toFollow],
      seal: ({ seal }) => ({ ...seal, by: ({ 'second-factor': 'SECOND_FACTOR', certificate: 'CERTIFICATE', paper: 'PAPER' } as const)[seal.by] }),
    },
  } satisfies Resolvers;
}
