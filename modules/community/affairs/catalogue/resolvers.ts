import type { Resolvers } from '../../../__generated__/resolvers.js';
import { Fault } from '../../../kernel/errors.js';
import type { Directory } from '../../contract.js';
import type { Catalogue } from './catalogue.js';
import type { CatalogueDesk } from './desk.js';
import type { EndingService } from './endings.js';
import { dayAfter } from './rules.js';
import type { CatalogueService } from './service.js';
import { isEnding, type ServiceVersion, type ToldVersion } from './types.js';

/** Resolvers of the catalogue: what it lists, and how it is written. */
export function createCatalogueResolvers({ service, endings, desk, catalogue, directory }: { readonly service: CatalogueService; readonly endings: EndingService; readonly desk: CatalogueDesk; readonly catalogue: Catalogue; readonly directory: Directory }) {
  const told = async (written: Promise<ServiceVersion>): Promise<ToldVersion> => {
    const [version] = await desk.told([await written]);
    if (!version) throw new Fault('INTERNAL');
    return version;
  };
  return {
    Query: {
      publicServices: (_root, { filter }) => service.list(filter ?? {}),
      publicService: (_root, { id, on, version }) => service.find(id, on, version),
      serviceEnding: (_root, { id, on }) => endings.find(id, on),
      lifeEvents: () => [...catalogue.lifeEvents],
      openServiceVersions: (_root, _args, { caller }) => desk.open(caller),
      serviceEntries: (_root, { filter }, { caller }) => desk.entries(caller, filter ?? {}),
      serviceEntry: (_root, { id }, { caller }) => desk.entry(caller, id),
    },
    Mutation: {
      editService: (_root, { definition, seen, idempotencyKey }, { caller }) => told(service.edit(caller, definition, seen ?? null, idempotencyKey)),
      submitService: (_root, { id, version, seen, idempotencyKey }, { caller }) => told(service.submit(caller, { serviceId: id, version, seen }, idempotencyKey)),
      discardService: (_root, { id, version, seen, idempotencyKey }, { caller }) => told(service.discard(caller, { serviceId: id, version, seen }, idempotencyKey)),
      endService: (_root, { id, on, reason, instead, seen, idempotencyKey }, { caller }) => told(endings.write(caller, { serviceId: id, on, reason, instead: instead ?? null, seen }, idempotencyKey)),
      callOffServiceEnding: (_root, { id, version, reason, idempotencyKey }, { caller }) => told(endings.callOff(caller, { serviceId: id, version }, reason, idempotencyKey)),
      publishService: (_root, { id, version, from, scheduled, seen, idempotencyKey }, { caller }) => told(service.review(caller, { serviceId: id, version, seen }, { publishFrom: from, scheduled }, idempotencyKey)),
      returnService: (_root, { id, version, reason, seen, idempotencyKey }, { caller }) => told(service.review(caller, { serviceId: id, version, seen }, { refuse: reason }, idempotencyKey)),
    },
    ServiceEntry: {
      name: ({ newest }) => newest.definition.name,
      competentAuthority: ({ newest }) => authorityOf(directory, newest.definition.competentAuthority),
      competentAuthorityId: ({ newest }) => newest.definition.competentAuthority,
      coming: ({ coming }) => [...coming],
      versions: ({ id }, _args, { caller }) => desk.versions(caller, id),
    },
    ServiceVersion: {
      id: ({ definition, version }) => `${definition.id}:${version}`,
      serviceId: ({ definition }) => definition.id,
      ending: (version) => (isEnding(version) ? version : null),
    },
    ServiceEnding: {
      serviceId: ({ definition }) => definition.id,
      name: ({ definition }) => definition.name,
      on: ({ ending }) => ending.on,
      reason: ({ ending }) => ending.reason,
      insteadId: ({ ending }) => ending.instead,
      instead: ({ ending }) => (ending.instead === null ? null : catalogue.find(ending.instead)),
      contact: ({ definition }) => definition.contact,
    },
  } satisfies Resolvers;
}

/** Resolvers of what a service says. */
export function createServiceResolvers({ catalogue, directory }: { readonly catalogue: Catalogue; readonly directory: Directory }) {
  return {
    PublicService: {
      id: ({ definition }) => definition.id,
      name: ({ definition }) => definition.name,
      summary: ({ definition }) => definition.summary,
      kind: ({ definition }) => definition.kind.toUpperCase().replaceAll('-', '_') as Uppercase<string> as never, // the contract's enum is the definition's in capitals
      competentAuthority: ({ definition }) => authorityOf(directory, definition.competentAuthority),
      competentAuthorityId: ({ definition }) => definition.competentAuthority,
      audience: ({ definition }) => (definition.audience === 'person' ? 'PERSON' : 'BUSINESS'),
      whoFor: ({ definition }) => definition.whoFor,
      conditions: ({ definition }) => [...definition.conditions],
      inputs: ({ definition }) => [...definition.inputs],
      steps: ({ definition }) => [...definition.steps],
      channels: ({ definition }) => [...definition.channels],
      fee: ({ definition }) => definition.fee,
      limits: ({ definition }) => definition.limits,
      outputs: ({ definition }) => [...definition.outputs],
      legalBasis: ({ definition }) => [...definition.legalBasis],
      lifeEvents: ({ definition }) => catalogue.lifeEvents.filter(({ id }) => definition.lifeEvents.includes(id)),
      aliases: ({ definition }) => [...definition.aliases],
      contact: ({ definition }) => definition.contact,
      form: ({ definition }) => definition.form ?? null,
      definition: ({ definition }) => definition,
      ending: ({ definition, until }) => (until === null ? null : catalogue.ending(definition.id, dayAfter(until))),
      versions: ({ definition }) => catalogue.history(definition.id).filter((version) => !isEnding(version)),
    },
    ServiceInput: {
      fetched: ({ how }) => how === 'fetched',
      accept: ({ accept }) => accept.map((kind) => (kind === 'pdf' ? 'PDF' : 'IMAGE')),
      when: ({ when }) => when ?? null,
      note: ({ note }) => note ?? null,
    },
    ServiceChannel: {
      kind: ({ kind }) => ({ online: 'ONLINE', counter: 'COUNTER', kiosk: 'KIOSK', phone: 'PHONE' } as const)[kind],
      note: ({ note }) => note ?? null,
    },
    ServiceLimits: { note: ({ note }) => note ?? null },
    ServiceOutput: { validity: ({ validity }) => validity ?? null },
    LegalReference: { article: ({ article }) => article ?? null },
  } satisfies Resolvers;
}

/** The name of the organisation whose service it is. Throws NOT_FOUND. */
async function authorityOf(directory: Directory, organisationId: string): Promise<{ zh: string; en: string }> {
  const found = await directory.find(organisationId);
  if (!found) throw new Fault('NOT_FOUND', { organisationId });
  return { zh: found.nameZh, en: found.nameEn };
}
