import type { FormDefinition } from '../../../../modules/community/affairs/forms/rules/types.js';

/** The same words in both languages, as they are typed: either may be empty. */
export interface TypedWords {
  zh: string;
  en: string;
}
export interface TypedLaw {
  law: string;
  article: string;
}
export interface TypedInput {
  id: string;
  name: TypedWords;
  evidence: string;
  how: 'fetched' | 'given';
  from: string;
  required: boolean;
  accept: ('image' | 'pdf')[];
  most: number;
  validMonths: number;
  note: TypedWords;
  /** A condition, as the definition has it. */
  when?: unknown;
}

/** A service as a form holds it: what may be left out stands there empty. {@link toDefinition} leaves it out again. */
export interface EditedService {
  id: string;
  name: TypedWords;
  summary: TypedWords;
  kind: string;
  competentAuthority: string;
  audience: string;
  whoFor: TypedWords;
  conditions: TypedWords[];
  inputs: TypedInput[];
  steps: TypedWords[];
  channels: { kind: string; note: TypedWords }[];
  fee: { amountFen: number; note: TypedWords };
  limits: { legalWorkingDays: number; promisedWorkingDays: number; basis: TypedLaw; note: TypedWords };
  outputs: { id: string; name: TypedWords; kind: string; validity: TypedWords }[];
  legalBasis: TypedLaw[];
  lifeEvents: string[];
  aliases: string[];
  keywords: string[];
  contact: { phone: string; where: TypedWords };
  form?: FormDefinition;
  approval?: unknown;
}

/** A definition as the contract carries it: whatever JSON a program wrote, checked by the service. */
export type Definition = Readonly<Record<string, unknown>>;

export const noWords = (): TypedWords => ({ zh: '', en: '' });
export const noLaw = (): TypedLaw => ({ law: '', article: '' });
export const newInput = (): TypedInput => ({ id: '', name: noWords(), evidence: '', how: 'given', from: '', required: true, accept: ['image', 'pdf'], most: 1, validMonths: 0, note: noWords() });
export const newOutput = (): EditedService['outputs'][number] => ({ id: '', name: noWords(), kind: 'certificate', validity: noWords() });
export const newChannel = (): EditedService['channels'][number] => ({ kind: 'counter', note: noWords() });

/** A service of an organisation of which nothing is written yet. */
export function blankService(competentAuthority: string): EditedService {
  return {
    id: '', name: noWords(), summary: noWords(), kind: 'public-service', competentAuthority, audience: 'person', whoFor: noWords(), conditions: [noWords()], inputs: [], steps: [noWords(), noWords()],
    channels: [newChannel()], fee: { amountFen: 0, note: { zh: '不收费', en: 'Free of charge' } }, limits: { legalWorkingDays: 20, promisedWorkingDays: 10, basis: noLaw(), note: noWords() },
    outputs: [newOutput()], legalBasis: [noLaw()], lifeEvents: [], aliases: [], keywords: [], contact: { phone: '12345', where: noWords() },
  };
}

/** A definition for a form to hold. It was checked when it was written, so that it has the parts that it must. */
export function toEdited(definition: unknown): EditedService {
  const service = structuredClone(definition) as EditedService; // as the service has checked it, but for what may be left out
  const law = ({ law: name, article }: Partial<TypedLaw>): TypedLaw => ({ law: name ?? '', article: article ?? '' });
  return {
    ...service,
    inputs: service.inputs.map((input) => ({ ...newInput(), ...input })),
    channels: service.channels.map((channel) => ({ ...newChannel(), ...channel })),
    outputs: service.outputs.map((output) => ({ ...newOutput(), ...output })),
    limits: { ...service.limits, basis: law(service.limits.basis), note: service.limits.note ?? noWords() },
    legalBasis: service.legalBasis.map(law),
  };
}

/** What a form holds as a definition, keys in order: what is empty and may be left out is left out. */
export function toDefinition(edited: EditedService): Definition {
  const law = ({ law: name, article }: TypedLaw) => ({ law: name, ...(article === '' ? {} : { article }) });
  return ordered({
    ...edited,
    inputs: edited.inputs.map(({ note, from, ...input }) => ({ ...input, ...(input.how === 'fetched' ? { from } : {}), ...given('note', note) })),
    channels: edited.channels.map(({ note, ...channel }) => ({ ...channel, ...given('note', note) })),
    outputs: edited.outputs.map(({ validity, ...output }) => ({ ...output, ...given('validity', validity) })),
    limits: { legalWorkingDays: edited.limits.legalWorkingDays, promisedWorkingDays: edited.limits.promisedWorkingDays, basis: law(edited.limits.basis), ...given('note', edited.limits.note) },
    legalBasis: edited.legalBasis.map(law),
  }) as Definition; // an object, as given
}

const given = (key: string, words: TypedWords): Record<string, TypedWords> => (words.zh === '' && words.en === '' ? {} : { [key]: words });

/** The same value with the keys of its objects in order, so that alike values have the same JSON. */
export function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, ordered(member)]));
}

/** The definition as a form would write it: two that say the same are the same JSON. */
export function settled(definition: unknown): Definition {
  return toDefinition(toEdited(definition));
}

/** Parts of a definition in the order in which editors go through them; each is a section of the page. */
export const SECTIONS = ['basics', 'conditions', 'inputs', 'steps', 'channels', 'fee', 'outputs', 'legalBasis', 'words', 'contact', 'form', 'advanced'] as const;
export type Section = (typeof SECTIONS)[number];

const PARTS: Readonly<Record<Section, readonly string[]>> = {
  basics: ['id', 'name', 'summary', 'kind', 'competentAuthority', 'audience'], conditions: ['whoFor', 'conditions'], inputs: ['inputs'], steps: ['steps'], channels: ['channels'], fee: ['fee', 'limits'],
  outputs: ['outputs'], legalBasis: ['legalBasis'], words: ['lifeEvents', 'aliases', 'keywords'], contact: ['contact'], form: ['form'], advanced: ['approval'],
};

/** The section in which a path is edited: what is said of the form beyond its fields' words is mended in its JSON. */
export function sectionOf(path: string): Section {
  const [part = ''] = path.split('.');
  return SECTIONS.find((section) => PARTS[section].includes(part)) ?? 'advanced';
}

/** The parts that a section holds. */
export const partsOf = (section: Section): readonly string[] => PARTS[section];
