import { getNamedType, getNullableType, GraphQLError, isCompositeType, isInterfaceType, isListType, isObjectType, Kind, type ASTVisitor, type GraphQLNamedType, type SelectionSetNode, type ValidationContext, type ValidationRule } from 'graphql';

/** How many entries a list is taken to have: few for a list, but lists within lists multiply as they do when they are answered. */
const ENTRIES = 5;

/**
 * A rule that refuses documents which may answer with too much: each field costs 1, and what stands below a list costs
 * five times. Depth alone does not see this: four lists within each other are one line of text and a million answers.
 * Reports GraphQLError QUERY_LIMIT.
 */
export function maxCostRule(most: number): ValidationRule {
  return (context) => costVisitor(context, most);
}

function costVisitor(context: ValidationContext, most: number): ASTVisitor {
  // Each fragment is counted once, however often it is spread; a circle of fragments, refused by another rule, counts nothing.
  const fragments = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    fragments.set(name, 0);
    const fragment = context.getFragment(name);
    const type = fragment ? context.getSchema().getType(fragment.typeCondition.name.value) : undefined;
    const cost = fragment ? ofSelections(fragment.selectionSet, type) : 0;
    fragments.set(name, cost);
    return cost;
  };
  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        return sum + ofSelections(selection.selectionSet, condition === undefined ? parent : context.getSchema().getType(condition));
      }
      const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : undefined;
      if (!selection.selectionSet || !field) return sum + 1;
      const type = getNamedType(field.type);
      const below = isCompositeType(type) ? ofSelections(selection.selectionSet, type) : 0;
      return sum + 1 + below * (isListType(getNullableType(field.type)) ? ENTRIES : 1);
    }, 0);
  return {
    OperationDefinition(node) {
      const cost = ofSelections(node.selectionSet, context.getSchema().getRootType(node.operation) ?? undefined);
      if (cost > most) context.reportError(new GraphQLError(`The query may answer with too much: its cost is ${cost}, at most ${most} is allowed`, { nodes: node, extensions: { code: 'QUERY_LIMIT' } }));
    },
  };
}
