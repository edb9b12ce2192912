import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue';
import type { FieldFault, FormDefinition, FormValues } from '../../../../modules/community/affairs/forms/rules/types.js';
import { formFaults } from '../../../../modules/community/affairs/forms/rules/validate.js';
import { prunedValues, visibleSteps, type VisibleStep } from '../../../../modules/community/affairs/forms/rules/visible.js';
import { formWords } from '../../../../modules/community/affairs/forms/rules/words.js';
import { holds, type Condition } from '../../../../modules/community/rules/condition.js';
import type { FormServiceFragment, OpenedFormFragment, PaperFileFragment, PaperKind, PaperState } from '../../graphql/__generated__/operations.js';
import { same } from './merge.js';

/** Pages of a form beside its own steps. */
export const PAPERS = '-papers';
export const CHECK = '-check';

/** A field that stands as it was known. */
export type FilledField = OpenedFormFragment['filled'][number];

/** A paper of the service, as it stands now. */
export interface Paper {
  readonly input: FormServiceFragment['inputs'][number];
  readonly state: PaperState;
  readonly department: { readonly zh: string; readonly en: string } | null;
  readonly reference: string | null;
  readonly validUntil: string | null;
  /** Offered again from another application. */
  readonly offered: readonly PaperFileFragment[];
  /** May be brought later (容缺受理). */
  readonly mayFollow: boolean;
  /** A commitment (告知承诺) stands for it. */
  readonly committed: boolean;
}

/** What a form is opened with. */
export type Opened = Pick<OpenedFormFragment, 'service' | 'values' | 'filled' | 'papers' | 'commitment' | 'mayFollow' | 'family'>;

/** Somebody known, to be chosen in fields about people. */
export type Person = Readonly<Record<string, unknown>> & { readonly name?: string };

/** A form that somebody fills in. */
export interface FormState {
  readonly opened: Opened;
  readonly definition: FormDefinition;
  readonly values: Record<string, unknown>;
  /** Files added here, by the paper's id. */
  readonly files: Record<string, readonly PaperFileFragment[]>;
  readonly commitment: Ref<boolean>;
  readonly steps: ComputedRef<readonly VisibleStep[]>;
  /** The form's steps, then papers where the service knows any, then the check. */
  readonly order: ComputedRef<readonly string[]>;
  readonly papers: ComputedRef<readonly Paper[]>;
  /** The family, as it stands in what is known. */
  readonly family: readonly Person[];
  /** How a field was filled, while it still says that. */
  known(name: string): FilledField | undefined;
  /** A field's value as people read it. */
  words(name: string): { readonly zh: string; readonly en: string };
  set(name: string, value: unknown): void;
  /** Puts a paper's files. */
  give(inputId: string, files: readonly PaperFileFragment[]): void;
  /** What is wrong in the steps that were tried, and what the service said, by path. */
  readonly faults: ComputedRef<ReadonlyMap<string, FieldFault['message']>>;
  /** Judges a step from now on; true where nothing is wrong with it. */
  tried(stepId: string): boolean;
  /** Takes over what the service found; each stands until its field is changed. */
  tell(faults: readonly FieldFault[]): void;
  /** The step on which a path is asked. */
  stepOf(path: string): string;
  /** What goes out. */
  paperInputs(): { inputId: string; fileIds: string[] }[];
}

/** Kinds of the catalogue as the file field's `accept` says them. */
export const ACCEPT: Readonly<Record<PaperKind, string>> = { IMAGE: 'image/jpeg,image/png,image/webp,image/heic,image/heif', PDF: 'application/pdf' };

/**
 * Holds what is filled in; asks nobody. Throws where the service has no form.
 * @param committed whether the draft has the commitment (告知承诺) ticked
 */
export function createFormState(opened: Opened, committed = false): FormState {
  const { form } = opened.service;
  if (!form) throw new Error('a guide alone is not filled in');
  const definition = { schema: form.schema, steps: form.steps } as FormDefinition; // the service has judged it by this shape
  const values = reactive<Record<string, unknown>>({ ...(opened.values as FormValues) }); // an object by the contract
  const files = reactive<Record<string, readonly PaperFileFragment[]>>(Object.fromEntries(opened.papers.filter(({ state }) => state === 'GIVEN').map((paper) => [paper.inputId, paper.files])));
  const initial = opened.values as FormValues; // likewise
  const commitment = ref(committed && opened.commitment !== null);
  const triedSteps = ref(new Set<string>());
  const told = ref<readonly (FieldFault & { readonly was: string })[]>([]);

  const steps = computed(() => visibleSteps(definition, prunedValues(definition, values)));
  const papers = computed(() => papersNow(opened, values, commitment.value));
  const order = computed(() => [...steps.value.map(({ id }) => id), ...(papers.value.length > 0 ? [PAPERS] : []), CHECK]);
  const now = (path: string): string => JSON.stringify(path.startsWith('papers.') ? [files[path.slice(7)], commitment.value] : values[head(path)] ?? null);
  const own = computed(() => formFaults(definition, values));
  const stepOf = (path: string): string => (path.startsWith('papers.') ? PAPERS : (definition.steps.find(({ fields }) => fields.includes(head(path)))?.id ?? CHECK));
  const texts = computed(() => new Map(formWords(definition, values).flatMap(({ rows }) => rows.map(({ field, text }) => [field, text]))));

  return {
    opened, definition, values, files, commitment, steps, order, papers, stepOf,
    family: Array.isArray(opened.family) ? (opened.family as Person[]) : [], // people by the contract
    known: (name) => opened.filled.find(({ field }) => field === name && same(values[name], initial[name])),
    words: (name) => texts.value.get(name) ?? { zh: '', en: '' },
    set: (name, value) => {
      // An emptied field is told as such: what is known must not fill it again.
      values[name] = value ?? '';
    },
    give: (inputId, given) => {
      files[inputId] = given;
    },
    faults: computed(() => new Map([
      ...own.value.filter(({ path }) => triedSteps.value.has(stepOf(path))),
      ...told.value.filter(({ path, was }) => was === now(path)),
    ].map(({ path, message }) => [path, message]))),
    tried(stepId) {
      triedSteps.value = new Set([...triedSteps.value, stepId]);
      return !own.value.some(({ path }) => stepOf(path) === stepId);
    },
    tell(faults) {
      triedSteps.value = new Set(definition.steps.map(({ id }) => id));
      told.value = faults.map((fault) => ({ ...fault, was: now(fault.path) }));
    },
    paperInputs: () => papers.value.flatMap(({ input }) => {
      const ids = (files[input.id] ?? []).map(({ id }) => id);
      return ids.length > 0 ? [{ inputId: input.id, fileIds: ids }] : [];
    }),
  };
}

const head = (path: string): string => path.split('.')[0] ?? '';

function papersNow({ service, papers, commitment, mayFollow }: Opened, values: FormValues, committed: boolean): Paper[] {
  return service.inputs
    .filter(({ fetched, when }) => fetched || !when || holds(when as Condition, values)) // a condition by the contract
    .map((input) => {
      const start = papers.find(({ inputId }) => inputId === input.id);
      const state = input.fetched ? 'FETCHED' : (start?.state ?? 'ASKED');
      return {
        input, state, department: start?.department ?? null, reference: start?.reference ?? null, validUntil: start?.validUntil ?? null,
        offered: state === 'OFFERED' ? (start?.files ?? []) : [], mayFollow: mayFollow.includes(input.id), committed: committed && (commitment?.inputIds.includes(input.id) ?? false),
      };
    });
}
