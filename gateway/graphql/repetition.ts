import { GraphQLError, type ValidationRule } from 'graphql';

/**
 * Refuses a selection that names one field more than `most` times under the same response name: merged into one they cost the
 * answer nothing, but each is looked at against each (OverlappingFieldsCanBeMerged), which grows with their square.
 */
export function maxRepetitionRule(most: number): ValidationRule {
  return (context) => ({
    SelectionSet(node) {
      const seen = new Map<string, number>();
      for (const selection of node.selections) {
        if (selection.kind !== 'Field') continue;
        const name = (selection.alias ?? selection.name).value;
        const count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        if (count !== most + 1) continue;
        context.reportError(new GraphQLError(`The field ${name} stands more than ${most} times in one selection.`, { nodes: [selection], extensions: { code: 'QUERY_LIMIT' } }));
      }
    },
  });
}
