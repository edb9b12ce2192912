import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import { nameOfRole } from './rules.js';
import type { AdministratorsService } from './administrators/service.js';
import type { OrganisationsService } from './service.js';

/** Resolvers of organisations and posts, and of the three administrators' proposals. */
export function createOrganisationsResolvers(service: OrganisationsService, administrators: AdministratorsService) {
  return {
    Query: {
      organisations: (_root, args, { caller }) => service.list(caller, args),
      administratorProposals: (_root, args, { caller }) => administrators.list(caller, args),
    },
    Mutation: {
      assignPost: (_root, { input, idempotencyKey }, { caller }) => service.assign(caller, input, idempotencyKey),
      endPost: (_root, { id, idempotencyKey }, { caller }) => service.end(caller, id, idempotencyKey),
      proposeAdministrator: (_root, { input, idempotencyKey }, { caller }) => administrators.propose(caller, input, idempotencyKey),
      confirmAdministrator: (_root, { id, idempotencyKey }, { caller }) => administrators.confirm(caller, id, idempotencyKey),
      refuseAdministrator: (_root, { id, reason, idempotencyKey }, { caller }) => administrators.refuse(caller, id, reason, idempotencyKey),
      endAdministrator: (_root, { id, reason, idempotencyKey }, { caller }) => administrators.end(caller, id, reason, idempotencyKey),
    },
    Organisation: {
      name: ({ nameZh, nameEn }, { language }) => inLanguage({ zh: nameZh, en: nameEn }, language),
      parent: ({ parentId }) => (parentId === null ? null : service.get(parentId)),
      posts: ({ id }, _args, { caller }) => service.postsIn(caller, id),
    },
    Post: {
      person: (post, _args, { caller }) => service.holder(caller, post),
      organisation: ({ organisationId }) => service.get(organisationId),
      role: ({ role }) => nameOfRole(role),
    },
    AdministratorProposal: {
      organisation: ({ organisationId }) => service.get(organisationId),
      role: ({ role }) => nameOfRole(role),
      proposedAs: ({ proposedAs }) => nameOfRole(proposedAs),
    },
    Account: {
      posts: ({ personId }, _args, { caller }) => (personId === null ? [] : service.postsOf(caller, personId)),
    },
  } satisfies Resolvers;
}
