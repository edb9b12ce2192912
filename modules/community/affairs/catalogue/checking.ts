import { canonicalJson } from '../../../kernel/crypto/canonical-json.js';
import { Fault } from '../../../kernel/errors.js';
import type { Directory } from '../../contract.js';
import { compileForm } from '../forms/schema.js';
import type { Catalogue } from './catalogue.js';
import { ServiceDefinition } from './definition.js';
import { faultsOf, type DefinitionFault } from './faults.js';

/** What a definition is held against. */
export interface CheckingDeps {
  readonly catalogue: Catalogue;
  readonly directory: Directory;
}

/** Longest definition, in characters of its JSON: ten times the longest of the sample. */
const LONGEST = 250_000;
const MOST_FAULTS = 100;
/** Conditions and fields within fields are read by recursion. */
const DEEPEST = 40;

/**
 * Reads a definition that an editor has written, and holds it against what it names: organisations, life events, the form's validator.
 * @throws Fault BAD_INPUT with `faults`, every one at its place ({@link DefinitionFault})
 */
export async function checkedDefinition(input: unknown, deps: CheckingDeps): Promise<ServiceDefinition> {
  if (isDeeper(input, DEEPEST)) throw refused([{ path: '', zh: '内容嵌套太深', en: 'is nested too deep' }]);
  const read = ServiceDefinition.safeParse(input);
  if (!read.success) throw refused(faultsOf(read.error));
  const faults = [...(await unknownNames(read.data, deps)), ...unusableForm(read.data)];
  if (canonicalJson(read.data).length > LONGEST) faults.push({ path: '', zh: '内容太长', en: 'is too long' });
  if (faults.length > 0) throw refused(faults);
  return read.data;
}

/** Whether a value nests deeper than so many levels; looks no further than that. */
function isDeeper(value: unknown, levels: number): boolean {
  return typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));
}

function refused(faults: readonly DefinitionFault[]): Fault {
  const told = faults.slice(0, MOST_FAULTS);
  return new Fault('BAD_INPUT', { field: 'definition', reason: told.map(({ path, en }) => `${path}: ${en}`).join('\n').slice(0, 2000), faults: told });
}

/** Organisations and life events that the district does not have. */
async function unknownNames(service: ServiceDefinition, { catalogue, directory }: CheckingDeps): Promise<DefinitionFault[]> {
  const organisations = new Set((await directory.list()).map(({ id }) => id));
  const events = new Set(catalogue.lifeEvents.map(({ id }) => id));
  const { approval } = service;
  const named: (readonly [path: string, id: string])[] = [
    ...service.inputs.flatMap(({ from }, index) => (from === undefined ? [] : [[`inputs.${index}.from`, from] as const])),
    ...(approval ? [['approval.acceptor', approval.acceptor] as const, ['approval.lead', approval.lead] as const] : []),
    ...(approval?.steps ?? []).flatMap((step, index) => step.organisations.map((id) => [`approval.steps.${index}.organisations`, id] as const)),
  ];
  const unknown = [...(organisations.has(service.competentAuthority) ? [] : [['competentAuthority', service.competentAuthority] as const]), ...named.filter(([, id]) => id !== 'centre' && !organisations.has(id))];
  return [
    ...unknown.map(([path, id]) => ({ path, zh: `本区没有“${id}”这个单位`, en: `${id} is no organisation of the district` })),
    ...service.lifeEvents.flatMap((id, index) => (events.has(id) ? [] : [{ path: `lifeEvents.${index}`, zh: `没有“${id}”这件人生大事`, en: `there is no life event ${id}` }])),
  ];
}

/** A schema that the validator refuses would leave residents with a form that nobody can hand in. */
function unusableForm({ form }: ServiceDefinition): DefinitionFault[] {
  try {
    if (form) compileForm(form);
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [{ path: 'form.schema', zh: `申请表用不了：${String(error.details.reason)}`, en: String(error.details.reason) }];
  }
}
