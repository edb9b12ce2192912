import { z } from 'zod';
import type { Role } from '../../../kernel/caller.js';
import { canonicalJson } from '../../../kernel/crypto/canonical-json.js';
import { Fault } from '../../../kernel/errors.js';
import { DECIDING_ROLES, filled, WORKING_ROLES, type ServicePlan } from '../../approval/plan.js';
import type { Directory } from '../../contract.js';
import type { ServiceCentres } from '../applications/ports.js';
import { compileForm } from '../forms/schema.js';
import type { Catalogue } from './catalogue.js';
import { ServiceDefinition } from './definition.js';
import { faultsOf, type DefinitionFault } from './faults.js';
import type { Ending } from './types.js';

/** What a definition is held against. */
export interface CheckingDeps {
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  /** What a plan calls `centre` is any of them. */
  readonly centres: ServiceCentres;
}

/** Longest definition, in characters of its JSON: ten times the longest of the sample. */
const LONGEST = 250_000;
const MOST_FAULTS = 100;
/** Conditions and fields within fields are read by recursion. */
const DEEPEST = 40;

/**
 * Reads a definition that an editor has written, and holds it against what it names: organisations and who works there, life events,
 * the form's validator.
 * @throws Fault BAD_INPUT with `faults`, every one at its place ({@link DefinitionFault})
 */
export async function checkedDefinition(input: unknown, deps: CheckingDeps): Promise<ServiceDefinition> {
  if (isDeeper(input, DEEPEST)) throw refused([{ path: '', zh: '内容嵌套太深', en: 'is nested too deep' }]);
  const read = ServiceDefinition.safeParse(input);
  if (!read.success) throw refused(faultsOf(read.error));
  const faults = [...(await unknownNames(read.data, deps)), ...(await standstills(read.data, deps)), ...unusableForm(read.data)];
  if (canonicalJson(read.data).length > LONGEST) faults.push({ path: '', zh: '内容太长', en: 'is too long' });
  if (faults.length > 0) throw refused(faults);
  return read.data;
}

/** What somebody writes down of an ending. */
const EndingInput = z.strictObject({ on: z.string(), reason: z.strictObject({ zh: filled.max(500), en: filled.max(500) }), instead: z.string().nullable() });

/**
 * Reads how a service ends, and holds it against the catalogue: it is offered until then, and what takes its place from then on.
 * @throws Fault BAD_INPUT with `faults`, every one at its place (`on`, `reason.zh`, `instead`)
 */
export function checkedEnding(serviceId: string, input: unknown, { catalogue, today }: Pick<CheckingDeps, 'catalogue'> & { readonly today: () => string }): Ending {
  const read = EndingInput.safeParse(input);
  if (!read.success) throw refused(faultsOf(read.error), 'ending');
  const { on, instead } = read.data;
  const faults: DefinitionFault[] = [];
  if (on < today()) faults.push({ path: 'on', zh: '停办日期不能早于今天', en: 'is today or later: nothing is backdated' });
  else if (!catalogue.find(serviceId, on)) faults.push({ path: 'on', zh: '这一天本来就不办理', en: 'is a day on which it is not offered anyway' });
  if (instead === serviceId) faults.push({ path: 'instead', zh: '不能由它自己代替', en: 'is the service itself' });
  else if (instead !== null && !catalogue.find(instead, on)) faults.push({ path: 'instead', zh: '停办那天没有这件事项可办', en: 'is no service that is offered on that day' });
  if (faults.length > 0) throw refused(faults, 'ending');
  return read.data;
}

/** Whether a value nests deeper than so many levels; looks no further than that. */
function isDeeper(value: unknown, levels: number): boolean {
  return typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));
}

function refused(faults: readonly DefinitionFault[], field = 'definition'): Fault {
  const told = faults.slice(0, MOST_FAULTS);
  return new Fault('BAD_INPUT', { field, reason: told.map(({ path, en }) => `${path}: ${en}`).join('\n').slice(0, 2000), faults: told });
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

/** Who has to act in a plan, where it says so, and in which posts. */
function partsOf({ acceptor, lead, steps }: ServicePlan): readonly (readonly [path: string, organisations: readonly string[], roles: readonly Role[]])[] {
  return [
    ['approval.acceptor', [acceptor], WORKING_ROLES], ['approval.lead', [lead], DECIDING_ROLES],
    ...steps.map((step, index) => [`approval.steps.${index}.organisations`, step.organisations, WORKING_ROLES] as const),
  ];
}

/**
 * Organisations in which nobody holds the post that the approval needs: a case would stand still there. `centre` is whichever centre
 * an application belongs to, so that all of them need somebody.
 */
async function standstills({ approval }: ServiceDefinition, { directory, centres }: CheckingDeps): Promise<DefinitionFault[]> {
  if (!approval) return [];
  const [all, names] = [await centres.list(), new Map((await directory.list()).map(({ id, nameZh, nameEn }) => [id, { zh: nameZh, en: nameEn }]))];
  const isManned = async (id: string, roles: readonly Role[]): Promise<boolean> => (await Promise.all(roles.map((role) => directory.holdersOf(id, role)))).some((holders) => holders.length > 0);
  const faults: DefinitionFault[] = [];
  for (const [path, organisations, roles] of partsOf(approval)) {
    if (organisations.includes('centre') && all.length === 0) faults.push({ path, zh: '本区还没有受理中心', en: 'the district has no service centre' });
    // What is no organisation at all is told as such.
    for (const id of new Set(organisations.flatMap((each) => (each === 'centre' ? all.map((centre) => centre.id) : [each])))) {
      const name = names.get(id);
      if (!name || (await isManned(id, roles))) continue;
      const [zh, en] = roles === DECIDING_ROLES ? ['作决定', 'decide'] : ['办理', 'work on cases'];
      faults.push({ path, zh: `“${name.zh}”没有能${zh}的岗位，办件会停在那里`, en: `nobody in ${name.en} may ${en}: a case would stand still there` });
    }
  }
  return faults;
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
