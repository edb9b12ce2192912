import type { DocumentNode } from 'graphql';
import type { Caller } from '../modules/kernel/caller.js';
import { Refusal, type SkillTurn } from './skills/types.js';

/** The contract in this process, as the gateway gives it. */
export type Contract = (caller: Caller, document: DocumentNode, variables: Record<string, unknown>) => Promise<{
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> | undefined }[];
}>;

/** The contract as a skill uses it: one caller's rights, faults as {@link Refusal}. */
export function executeAs(contract: Contract, caller: Caller): SkillTurn['execute'] {
  return async <TData, TVariables>(document: DocumentNode, variables: TVariables): Promise<TData> => {
    const { data, errors } = await contract(caller, document, variables as Record<string, unknown>); // GraphQL's variables are an object, whatever their type says
    const [error] = errors ?? [];
    if (error) throw new Refusal(typeof error.extensions?.code === 'string' ? error.extensions.code : 'INTERNAL', error.message);
    // The document's own type says what its data are.
    return data as TData;
  };
}
