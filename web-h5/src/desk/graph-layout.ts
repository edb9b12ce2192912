/** A step as the graph needs it. */
export interface GraphStep {
  readonly id: string;
  readonly after: readonly string[];
}

/** Where a node stands: column and row, both from 0. */
export interface Placed {
  readonly id: string;
  readonly column: number;
  readonly row: number;
}

/** A graph in columns: what comes earlier stands further left, what goes on at the same time stands in one column. */
export interface GraphLayout {
  readonly nodes: readonly Placed[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * Places steps between `first` and `last`: each in the column after the latest of those before it. Steps that name
 * nothing before them follow `first`; those that nothing follows lead to `last`. Names of unknown steps are left out.
 */
export function layoutGraph(steps: readonly GraphStep[], first: string, last: string): GraphLayout {
  const known = new Map(steps.map((step) => [step.id, step.after.filter((id) => steps.some((other) => other.id === id))]));
  const columns = new Map<string, number>();
  const columnOf = (id: string, seen: readonly string[] = []): number => {
    const placed = columns.get(id);
    if (placed !== undefined || seen.includes(id)) return placed ?? 0;
    const column = 1 + Math.max(0, ...(known.get(id) ?? []).map((before) => columnOf(before, [...seen, id])));
    columns.set(id, column);
    return column;
  };
  for (const { id } of steps) columnOf(id);
  const end = 1 + Math.max(0, ...columns.values());
  const filled = new Map<number, number>();
  const placed = steps.map(({ id }): Placed => {
    const column = columns.get(id) ?? 1;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return { id, column, row };
  });
  const followed = new Set([...known.values()].flat());
  const edges = steps.flatMap(({ id }) => {
    const before = known.get(id) ?? [];
    return [...(before.length > 0 ? before : [first]).map((from) => ({ from, to: id })), ...(followed.has(id) ? [] : [{ from: id, to: last }])];
  });
  return {
    nodes: [{ id: first, column: 0, row: 0 }, ...placed, { id: last, column: end, row: 0 }],
    edges: steps.length > 0 ? edges : [{ from: first, to: last }], columns: end + 1, rows: Math.max(1, ...filled.values()),
  };
}
