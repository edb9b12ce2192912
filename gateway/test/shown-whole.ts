import { getNamedType, isInterfaceType, isObjectType, isScalarType, isUnionType, type GraphQLSchema } from 'graphql';
import { policyOf } from '../../modules/kernel/policy/index.js';
import type { ContractPolicies } from '../../scripts/policies.js';

/** Names under which something stands that is stored at `sensitive` or above. */
const TELLING = /identifier|idnumber|phone|passport|email|openid|secret|password|diagnos/i;

interface Way {
  readonly type: string;
  readonly field: string;
  readonly gives: readonly string[];
}

/** Each field of the contract's object types, and the types that it may answer with. */
function waysOf(schema: GraphQLSchema): Way[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => (isObjectType(type) && !type.name.startsWith('__') ? Object.values(type.getFields()).map((field) => {
    const named = getNamedType(field.type);
    const gives = isUnionType(named) || isInterfaceType(named) ? schema.getPossibleTypes(named).map(({ name }) => name) : [named.name];
    return { type: type.name, field: field.name, gives };
  }) : []));
}

/** The actions by which a field is reached: its own, or those of the answers that it stands in. */
function actionsOf({ type, field }: Way, ways: readonly Way[], policies: ContractPolicies['fields'], seen: ReadonlySet<string> = new Set()): string[] {
  const action = policyOf(policies, `${type}.${field}`) ?? 'none';
  if (action !== 'parent' || seen.has(type)) return action === 'parent' ? [] : [action];
  return ways.filter(({ gives }) => gives.includes(type)).flatMap((way) => actionsOf(way, ways, policies, new Set([...seen, type])));
}

/**
 * Texts of the contract that are sensitive by their name, whose description does not say that they are masked, with the
 * actions that show them without a second factor: `Type.field by action`.
 */
export function shownWhole({ schema, fields, actions }: ContractPolicies): string[] {
  const ways = waysOf(schema);
  const open = ways.flatMap((way) => {
    const type = schema.getType(way.type);
    const field = isObjectType(type) ? type.getFields()[way.field] : undefined;
    const named = field && getNamedType(field.type);
    if (!TELLING.test(way.field) || !isScalarType(named) || !['String', 'ID'].includes(named.name) || /masked/i.test(field?.description ?? '')) return [];
    return actionsOf(way, ways, fields).filter((action) => actions[action]?.assurance !== 'sensitive').map((action) => `${way.type}.${way.field} by ${action}`);
  });
  return [...new Set(open)].sort();
}
