import { canonicalJson, sm3 } from '../../../kernel/crypto/index.js';
import { Fault } from '../../../kernel/errors.js';
import type { StoredFile } from '../../../kernel/files/index.js';
import { holds } from '../../rules/condition.js';
import type { PersonFacts } from '../../contract.js';
import type { ServiceDefinition, ServiceInput } from '../catalogue/definition.js';
import type { PublishedVersion } from '../catalogue/types.js';
import type { FieldFault, FormDefinition, FormValues } from '../forms/rules/types.js';
import { checkValues } from '../forms/schema.js';
import type { CommitmentBar } from './ports.js';
import type { FetchedPaper, PaperFiles, PaperStart } from './types.js';

/** Characters of a form's values as JSON, at most. */
const LARGEST_VALUES = 200_000;

/** What somebody has filled in for a service. */
export interface Filled {
  readonly service: PublishedVersion;
  readonly person: PersonFacts;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  readonly commitment: boolean;
  /** Why the person may not commit for this service; absent or null: they may. */
  readonly bar?: CommitmentBar | null;
  /** Whose the files may be: the applicant, and the clerk who took them in. */
  readonly fileOwners: readonly string[];
}

/** What was filled in, judged. */
export interface Judged {
  /** What is kept of the values where nothing is wrong, else what there is. */
  readonly values: FormValues;
  /** Given now, or before and still valid. */
  readonly papers: readonly { readonly inputId: string; readonly files: readonly StoredFile[] }[];
  readonly fetched: readonly FetchedPaper[];
  /** All that is wrong or missing, at once. Empty: it can be handed in. */
  readonly faults: readonly FieldFault[];
  /** Papers that may follow and are not there. */
  readonly toFollow: readonly string[];
}

/** The form of a service. Throws NOT_FOUND where it is a guide alone. */
export function formOf({ definition: { id, form } }: PublishedVersion): FormDefinition {
  if (!form) throw new Fault('NOT_FOUND', { serviceId: id });
  return form;
}

/** Facts that stand as the register has them, whatever was sent. */
export const FIXED_FACTS: readonly string[] = ['person.name', 'person.identifier', 'person.birthDate'];

/**
 * Judges what was filled in against the service's form and list of papers; nothing is kept.
 * @param starts how the papers stand, with those sent among them (`papersAtStart`): what a department holds, or was given
 * before and is still valid, is not asked for
 * @throws Fault BAD_INPUT (papers or a commitment that the service does not ask for), TOO_LARGE
 */
export function judged({ service, person, values, papers, commitment, bar, fileOwners }: Filled, starts: readonly PaperStart[]): Judged {
  const { definition } = service;
  const form = formOf(service);
  if (commitment && !definition.approval?.commitment) throw new Fault('BAD_INPUT', { field: 'commitment', reason: 'the service takes none' });
  const given = withRegister(form, prunedKnown(form, values), person);
  const checked = checkValues(form, given);
  const known = checked.ok ? checked.values : given;
  const sent = checkedPapers(definition.inputs, papers);
  // A paper that the answers no longer ask for says nothing.
  const asked = definition.inputs.filter((input) => isAsked(input, known)).map((input) => ({ input, start: starts.find(({ inputId }) => inputId === input.id), sent: sent.find(({ inputId }) => inputId === input.id) }));
  const there = asked.flatMap(({ input, start, sent: own }) => {
    // What was given before is used again where it is needed; what can be left out is the applicant's to add.
    const files = own || input.required ? (start?.files.filter(({ ownerId }) => fileOwners.includes(ownerId)) ?? []) : [];
    return own || files.length > 0 ? [{ input, files, complete: own?.fileIds.every((id) => files.some((file) => file.id === id)) ?? true }] : [];
  });
  const held = [...definition.inputs.filter(({ how }) => how === 'fetched'), ...asked.filter(({ start }) => start?.state === 'FETCHED').map(({ input }) => input)];
  const { faults, toFollow } = missingPapers(definition, asked.map(({ input }) => input).filter((input) => !held.includes(input) && !there.some((paper) => paper.input === input)), commitment && !bar);
  return {
    values: known, toFollow,
    papers: there.map(({ input, files }) => ({ inputId: input.id, files })),
    fetched: held.map(({ id: inputId }) => ({ inputId, from: starts.find((start) => start.inputId === inputId)?.from ?? null, reference: starts.find((start) => start.inputId === inputId)?.reference ?? null })),
    faults: [...(checked.ok ? [] : checked.faults), ...(commitment && bar ? [barFault(bar)] : []), ...there.flatMap(fileFaults), ...faults],
  };
}

/**
 * What a person's own certificate signs of an application: the SM3 of all that it says, after a line that names the purpose, so
 * that no signature given elsewhere can be used here.
 */
export function messageOf({ service, person, commitment }: Filled, { values, papers, toFollow }: Judged): string {
  const said = { serviceId: service.definition.id, serviceVersion: service.version, personId: person.id, values, papers: papers.map(({ inputId, files }) => ({ inputId, files: files.map(({ hash }) => hash) })), committed: commitment, toFollow };
  return `smart-district application\n${sm3(canonicalJson(said))}`;
}

/** Papers by the service's own list: each once, no more files than it takes. Throws BAD_INPUT. */
export function checkedPapers(inputs: readonly { readonly id: string; readonly how: string; readonly most: number }[], papers: readonly PaperFiles[]): readonly PaperFiles[] {
  const seen = new Set<string>();
  return papers.filter(({ fileIds }) => fileIds.length > 0).map(({ inputId, fileIds }) => {
    const input = inputs.find(({ id, how }) => id === inputId && how === 'given');
    if (!input || seen.has(inputId)) throw new Fault('BAD_INPUT', { field: `papers.${inputId}`, reason: 'is no paper that is asked for' });
    if (fileIds.length > input.most || new Set(fileIds).size !== fileIds.length) throw new Fault('BAD_INPUT', { field: `papers.${inputId}`, reason: `takes ${input.most} files, each once` });
    seen.add(inputId);
    return { inputId, fileIds };
  });
}

/** What is of the form, of what a client sent as values. Throws BAD_INPUT, TOO_LARGE. */
export function prunedKnown(form: FormDefinition, values: unknown): Record<string, unknown> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new Fault('BAD_INPUT', { field: 'values', reason: 'expects an object' });
  const known = Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(form.schema.properties, name)));
  if (JSON.stringify(known).length > LARGEST_VALUES) throw new Fault('TOO_LARGE', { field: 'values', limit: LARGEST_VALUES });
  return known;
}

function withRegister(form: FormDefinition, given: Record<string, unknown>, person: PersonFacts): Record<string, unknown> {
  const register: Readonly<Record<string, unknown>> = { 'person.name': person.name, 'person.identifier': person.identifier, 'person.birthDate': person.birthDate };
  const fixed = Object.entries(form.schema.properties).flatMap(([name, { ui }]) => (ui?.fill !== undefined && FIXED_FACTS.includes(ui.fill) ? [[name, register[ui.fill]] as const] : []));
  return { ...given, ...Object.fromEntries(fixed) };
}

function fileFaults({ input: { id, name, accept }, files, complete }: { readonly input: ServiceInput; readonly files: readonly StoredFile[]; readonly complete: boolean }): FieldFault[] {
  const path = `papers.${id}`;
  if (!complete) return [{ path, message: { zh: `“${name.zh}”的文件已失效，请重新上传`, en: `Please add this again: ${name.en}` } }];
  const kinds = accept.map((kind) => kind.toUpperCase());
  if (files.every(({ kind }) => kinds.includes(kind))) return [];
  return [{ path, message: accept.includes('pdf') ? { zh: `“${name.zh}”请上传PDF文件`, en: `As PDF, please: ${name.en}` } : { zh: `“${name.zh}”请上传照片`, en: `As a picture, please: ${name.en}` } }];
}

function barFault({ number, basis }: CommitmentBar): FieldFault {
  return { path: 'commitment', message: {
    zh: `您以前办理这件事时作出的承诺经核查不实，结果已被撤销（办件编号${number}）。在信用修复以前，办理这件事不能用告知承诺，请按清单提交材料。依据：《${basis.law}》${basis.article ?? ''}`,
    en: `A commitment of yours for this service was found untrue and its result revoked (case ${number}). Until trust is restored you cannot commit for it again: please hand in the papers. Basis: ${basis.law}${basis.article ?? ''}`,
  } };
}

function missingPapers({ approval }: ServiceDefinition, lacking: readonly ServiceInput[], committed: boolean): { readonly faults: FieldFault[]; readonly toFollow: string[] } {
  const stands = (id: string): boolean => committed && (approval?.commitment?.inputs.includes(id) ?? false);
  const open = lacking.filter(({ id, required }) => required && !stands(id));
  const [later, now] = [open.filter(({ id }) => approval?.tolerant?.inputs.includes(id)), open.filter(({ id }) => !approval?.tolerant?.inputs.includes(id))];
  return { faults: now.map(({ id, name }) => ({ path: `papers.${id}`, message: { zh: `请上传${name.zh}`, en: `Please add: ${name.en}` } })), toFollow: later.map(({ id }) => id) };
}

const isAsked = ({ how, when }: ServiceInput, values: FormValues): boolean => how === 'given' && (!when || holds(when, values));
