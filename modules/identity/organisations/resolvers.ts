import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import { nameOfRole } from './rules.js';
import type { OrganisationsService } from './service.js';

/** Resolvers of organisations and posts: Query.organisations, assignPost, endPost, Organisation, Post, Account.posts. */
export function createOrganisationsResolvers(service: OrganisationsService) {
  return {
    Query: {
      organisations: (_root, args, { caller }) => service.list(caller, args),
    },
    Mutation: {
      assignPost: (_root, { input, idempotencyKey }, { caller }) => service.assign(caller, input, idempotencyKey),
      endPost: (_root, { id, idempotencyKey }, { caller }) => service.end(caller, id, idempotencyKey),
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
    Account: {
      posts: ({ personId }, _args, { caller }) => (personId === null ? [] : service.postsOf(caller, personId)),
    },
  } satisfies Resolvers;
}
