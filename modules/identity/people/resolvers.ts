import type { Resolvers } from '../../__generated__/resolvers.js';
import { inLanguage } from '../../kernel/languages.js';
import type { Clocks } from '../../kernel/clock.js';
import { ageOn, districtDate } from './rules.js';
import type { PeopleService } from './service.js';

/** Resolvers of people: proofs, Query.personAt, Person, Me.person, unmask. */
export function createPeopleResolvers(service: PeopleService, clocks: Clocks) {
  return {
    Query: {
      personAt: (_root, { identifier, phone }, { caller }) => service.findAt(caller, { identifier: identifier ?? null, phone: phone ?? null }),
    },
    Mutation: {
      proveIdentity: (_root, { input, idempotencyKey }, { caller }) => service.prove(caller, input, idempotencyKey),
      proveAtCounter: (_root, { accountId, input, idempotencyKey }, { caller }) => service.proveAtCounter(caller, accountId, input, idempotencyKey),
      unmask: (_root, { personId, field, purpose }, { caller }) => service.unmask(caller, personId, field, purpose),
    },
    Me: {
      person: ({ caller }) => service.own(caller),
    },
    Person: {
      age: ({ birthDate }) => ageOn(birthDate, districtDate(clocks.system.now())),
    },
    ProofResult: { __resolveType: ({ kind }) => kind },
    ProofRefused: { message: ({ text }, { language }) => inLanguage(text, language) },
  } satisfies Resolvers;
}
