import {
  getNamedType, isCompositeType, isEnumType, isInputObjectType, isListType, isNonNullType, isUnionType, type GraphQLField, type GraphQLInputType, type GraphQLOutputType,
} from 'graphql';

let counted = 0;

/** A value that an input type takes, made up; ids are all `id`. Optional members of inputs are left out, unless they are ids. */
function madeUp(type: GraphQLInputType, name: string, id: string): unknown {
  if (isNonNullType(type)) return madeUp(type.ofType, name, id);
  if (isListType(type)) return [madeUp(type.ofType, name, id)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    return Object.fromEntries(Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || isId(field.type)).map((field) => [field.name, madeUp(field.type, field.name, id)]));
  }
  const named = getNamedType(type).name;
  if (named === 'ID') return id;
  if (named === 'Int' || named === 'Float') return 1;
  if (named === 'Boolean') return false;
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  if (named === 'DateTime') return tomorrow;
  if (named === 'Date') return tomorrow.slice(0, 10);
  counted += 1;
  return name === 'idempotencyKey' ? `made-up-${counted}` : 'xx';
}

const isId = (type: GraphQLInputType): boolean => getNamedType(type).name === 'ID';

/** Whether any argument of a field is an id, or holds one. */
export function takesIds(field: GraphQLField<unknown, unknown>): boolean {
  const holds = (type: GraphQLInputType): boolean => {
    const named = getNamedType(type);
    return isId(type) || (isInputObjectType(named) && Object.values(named.getFields()).some((inner) => holds(inner.type)));
  };
  return field.args.some(({ type }) => holds(type));
}

/** A request for one field of an operation type with made-up arguments, and as little of its answer as can be asked for. */
export function requestFor(operation: 'query' | 'mutation' | 'subscription', field: GraphQLField<unknown, unknown>, id = 'none'): { readonly query: string; readonly variables: Record<string, unknown> } {
  const given = field.args.filter(({ type, name }) => isNonNullType(type) || isId(type) || name === 'first');
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  return {
    query: `${operation} Walk${declared && ` (${declared})`} { ${field.name}${passed && `(${passed})`} ${selectionOf(field.type)} }`,
    variables: Object.fromEntries(given.map(({ name, type }) => [name, madeUp(type, name, id)])),
  };
}

/** `{ __typename }`, or nothing for a scalar; of a union with refusals also their reason. */
export function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isUnionType(named)) return '{ __typename }';
  return isCompositeType(named) ? '{ __typename }' : '';
}
