import type { Resolvers } from '../../__generated__/resolvers.js';
import { districtDate } from '../../kernel/district-time.js';
import { inLanguage } from '../../kernel/languages.js';
import type { Clocks } from '../../kernel/clock.js';
import { ageBandOn, ageOn } from './rules.js';
import type { PeopleService } from './service.js';

/** Resolvers of people: proofs, Query.personAt, Person, Me.person, unmask. */
export function createPeopleResolvers(service: PeopleService, clocks: Clocks) {
  const today = (): string => districtDate(clocks.system.now());
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
      birthDate: (person, _args, { caller }) => service.birthDateFor(caller, person),
      async age(person, _args, { caller }) {
        const birthDate = await service.birthDateFor(caller, person);
        return birthDate === null ? null : ageOn(birthDate, today());
      },
      ageBand: ({ birthDate }) => ageBandOn(birthDate, today()),
    },
    ProofResult: { __resolveType: ({ kind }) => kind },
    ProofRefused: { message: ({ text }, { language }) => inLanguage(text, language) },
  } satisfies Resolvers;
}
