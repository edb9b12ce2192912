import { getNamedType, isCompositeType, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';
import { anonymousCaller, type Caller } from '../../modules/kernel/caller.js';
import { policyOf, type FieldPolicies } from '../../modules/kernel/policy/index.js';
import { rightsOf } from './socket-sessions.js';

/** As whom a document is executed, and who may share what comes of it. */
export interface Standing {
  readonly caller: Caller;
  /** Who has the same shares payloads. */
  readonly rights: string;
}

/**
 * Decides as whom subscriptions are executed. One that asks for nothing but public fields is executed for everybody as for
 * somebody browsing: so thousands who watch one board share its payloads, signed in or not, and nothing of a person could
 * get into them. Any other is executed as who asks.
 */
export function createStandings(schema: GraphQLSchema, fields: FieldPolicies): (document: DocumentNode, caller: Caller) => Standing {
  const known = new WeakMap<DocumentNode, boolean>();
  return (document, caller) => {
    let open = known.get(document);
    if (open === undefined) known.set(document, (open = asksPublicFieldsOnly(schema, fields, document)));
    return open ? { caller: anonymousCaller(caller.channel, caller.requestId), rights: '' } : { caller, rights: rightsOf(caller) };
  };
}

/** `parent` does not count: what it leads back to may be one's own. Nor does `__typename` of a type that is not public as a whole. */
function asksPublicFieldsOnly(schema: GraphQLSchema, fields: FieldPolicies, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let open = true;
  visit(document, visitWithTypeInfo(types, {
    Field({ name }) {
      const parent = getNamedType(types.getParentType());
      open &&= isCompositeType(parent) && policyOf(fields, `${parent.name}.${name.value}`) === 'public';
    },
  }));
  return open;
}
