import type { Resolvers } from '../../../__generated__/resolvers.js';
import { Fault } from '../../../kernel/errors.js';
import type { Directory } from '../../contract.js';
import type { Catalogue } from './catalogue.js';
import type { CatalogueService } from './service.js';

/** Resolvers of the catalogue. */
export function createCatalogueResolvers(service: CatalogueService, catalogue: Catalogue, directory: Directory) {
  return {
    Query: {
      publicServices: (_root, { filter }) => service.list(filter ?? {}),
      publicService: (_root, { id, on, version }) => service.find(id, on, version),
      lifeEvents: () => [...catalogue.lifeEvents],
      openServiceVersions: (_root, _args, { caller }) => service.open(caller),
    },
    Mutation: {
      editService: (_root, { definition, idempotencyKey }, { caller }) => service.edit(caller, definition, idempotencyKey),
      submitService: (_root, { id, version, idempotencyKey }, { caller }) => service.submit(caller, id, version, idempotencyKey),
      publishService: (_root, { id, version, from, idempotencyKey }, { caller }) => service.review(caller, id, version, { publishFrom: from }, idempotencyKey),
      returnService: (_root, { id, version, reason, idempotencyKey }, { caller }) => service.review(caller, id, version, { refuse: reason }, idempotencyKey),
    },
    PublicService: {
      id: ({ definition }) => definition.id,
      name: ({ definition }) => definition.name,
      summary: ({ definition }) => definition.summary,
      kind: ({ definition }) => definition.kind.toUpperCase().replaceAll('-', '_') as Uppercase<string> as never, // the contract's enum is the definition's in capitals
      competentAuthority: async ({ definition }) => {
        const found = await directory.find(definition.competentAuthority);
        if (!found) throw new Fault('NOT_FOUND', { organisationId: definition.competentAuthority });
        return { zh: found.nameZh, en: found.nameEn };
      },
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
      versions: ({ definition }) => catalogue.history(definition.id),
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
    ServiceVersion: {
      id: ({ definition, version }) => `${definition.id}:${version}`,
      serviceId: ({ definition }) => definition.id,
    },
  } satisfies Resolvers;
}
